using System.Net;
using System.Net.Http.Json;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Steadytrace.Metrics;

namespace Steadytrace.Cluster.Fleet;

/// <summary>A cluster asked over HTTP through any of its nodes: the terminal commands' way, and a console's to clusters it is not a member of.</summary>
/// <remarks>Every method throws <see cref="FleetRequestException"/> when the node does not answer in time or refuses.</remarks>
public sealed class FleetClient : IFleet
{
    private readonly HttpClient _http;

    /// <param name="http">Its <see cref="HttpClient.BaseAddress"/> is the node's root, <c>http://127.0.0.1:9470/</c>; its <see cref="HttpClient.Timeout"/> the time limit of a call.</param>
    public FleetClient(HttpClient http)
    {
        ArgumentNullException.ThrowIfNull(http.BaseAddress);
        _http = http;
    }

    /// <inheritdoc/>
    public Task<FleetView> ViewAsync(CancellationToken cancellation) => GetAsync(FleetRoutes.Fleet, FleetJson.Default.FleetView, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IntervalView>> IntervalsAsync(int limit, CancellationToken cancellation) =>
        GetAsync(FleetRoutes.Intervals(limit), FleetJson.Default.IReadOnlyListIntervalView, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> MetricNamesAsync(string match, int limit, CancellationToken cancellation) =>
        GetAsync(FleetRoutes.Metrics(match, limit), FleetJson.Default.IReadOnlyListString, cancellation);

    /// <inheritdoc/>
    public async Task<MetricSeries?> SeriesAsync(string name, CancellationToken cancellation)
    {
        using var response = await SendAsync(HttpMethod.Get, FleetRoutes.Series(name), cancellation).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        return await ReadAsync(response, FleetJson.Default.MetricSeries, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ChunkView>> ChunksAsync(string host, int limit, CancellationToken cancellation) =>
        GetAsync(FleetRoutes.Chunks(host, limit), FleetJson.Default.IReadOnlyListChunkView, cancellation);

    /// <inheritdoc/>
    public Task<LiveView> LiveAsync(long after, string? host, TimeSpan wait, CancellationToken cancellation) =>
        GetAsync(FleetRoutes.Live(after, host, wait), FleetJson.Default.LiveView, cancellation);

    /// <inheritdoc/>
    public Task<CommandResult> ScalePoolAsync(string node, int workers, CancellationToken cancellation) =>
        CommandAsync(FleetRoutes.ScalePool(node, workers), cancellation);

    /// <inheritdoc/>
    public Task<CommandResult> CommandTracerAsync(string host, TracerCommand command, CancellationToken cancellation) =>
        CommandAsync(FleetRoutes.CommandTracer(host, command), cancellation);

    /// <inheritdoc/>
    public Task<CommandResult> RemoveNodeAsync(string node, bool down, CancellationToken cancellation) =>
        CommandAsync(FleetRoutes.RemoveNode(node, down), cancellation);

    private async Task<T> GetAsync<T>(string route, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using var response = await SendAsync(HttpMethod.Get, route, cancellation).ConfigureAwait(false);
        return await ReadAsync(response, type, cancellation).ConfigureAwait(false);
    }

    /// <summary>A command that was understood but could not be done comes back as 409 with the same body.</summary>
    private async Task<CommandResult> CommandAsync(string route, CancellationToken cancellation)
    {
        using var response = await SendAsync(HttpMethod.Post, route, cancellation).ConfigureAwait(false);
        return await ReadAsync(response, FleetJson.Default.CommandResult, cancellation).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string route, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, route);
        if (method == HttpMethod.Post) request.Headers.Add(FleetRoutes.ConsentHeader, "1");
        try
        {
            return await _http.SendAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            // Of a certificate that is refused only the innermost says why.
            var why = exception.InnerException is AuthenticationException ? exception.GetBaseException().Message : exception.Message;
            throw new FleetRequestException($"No node answers at {_http.BaseAddress}: {why}", status: null, exception);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new FleetRequestException($"The node at {_http.BaseAddress} did not answer within {_http.Timeout.TotalSeconds:0} s.", status: null, exception);
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        try
        {
            if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.Conflict)
                throw new FleetRequestException(await ProblemAsync(response, cancellation).ConfigureAwait(false), response.StatusCode);
            return await response.Content.ReadFromJsonAsync(type, cancellation).ConfigureAwait(false) ?? throw new JsonException("the answer is null");
        }
        catch (Exception exception) when (exception is JsonException or HttpRequestException or NotSupportedException or IOException)
        {
            throw new FleetRequestException($"What {_http.BaseAddress} answers is not Steadytrace's API: {exception.Message}", response.StatusCode, exception);
        }
    }

    private async Task<string> ProblemAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentType?.MediaType == FleetProblem.MediaType
            && await response.Content.ReadFromJsonAsync(FleetJson.Default.FleetProblem, cancellation).ConfigureAwait(false) is { Title: { } title })
            return title;
        return $"{_http.BaseAddress} answered {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd() + ".";
    }
}
