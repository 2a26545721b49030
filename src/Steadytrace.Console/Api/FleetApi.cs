using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Console.Access;

namespace Steadytrace.Console.Api;

/// <summary><see cref="IFleet"/> over HTTP, on every node: what <see cref="FleetClient"/> and curl talk to.</summary>
public static class FleetApi
{
    /// <summary>A host, a node's address, a metric's name: none is longer.</summary>
    private const int LongestName = 512;

    private const int MostWorkers = 256;
    private const int DefaultLimit = 100;
    private const int MostIntervals = 1_000;
    private const int MostNames = 10_000;
    private const int MostChunks = 10_000;
    private const int LongestWaitMilliseconds = 10_000;
    private const long LargestBodyBytes = 4_096;

    /// <summary>Above the time that the fleet itself waits for its nodes.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(15);

    /// <summary>Maps <c>/api/v1/…</c>. Needs an <see cref="IFleet"/> among the services.</summary>
    public static WebApplication MapFleetApi(this WebApplication app)
    {
        app.UseFleetGuard();
        var api = app.MapGroup(FleetRoutes.Root).WithMetadata(GuardedEndpoint.Api, new RequestSizeLimitAttribute(LargestBodyBytes));

        api.MapGet("/fleet", (IFleet fleet, HttpContext context) => AnswerAsync(context, fleet.ViewAsync, FleetJson.Default.FleetView));
        api.MapGet("/intervals", GetIntervals);
        api.MapGet("/metrics", GetMetrics);
        api.MapGet("/series", GetSeries);
        api.MapGet("/chunks", GetChunks);
        api.MapGet("/live", GetLive);
        api.MapPost("/pools/{node}/scale", ScalePool);
        api.MapPost("/tracers/{host}/{command}", CommandTracer);
        api.MapPost("/nodes/{node}/{way}", RemoveNode);
        api.MapFallback(() => Problems.Because(StatusCodes.Status404NotFound, "There is no such resource in Steadytrace's API."));
        return app;
    }

    private static Task<IResult> GetIntervals(IFleet fleet, HttpContext context)
    {
        var query = new QueryReader(context.Request);
        var limit = query.Number("limit", 1, MostIntervals, DefaultLimit);
        return query.IsBad(out var problem)
            ? Refuse(problem)
            : AnswerAsync(context, cancellation => fleet.IntervalsAsync(limit, cancellation), FleetJson.Default.IReadOnlyListIntervalView);
    }

    private static Task<IResult> GetMetrics(IFleet fleet, HttpContext context)
    {
        var query = new QueryReader(context.Request);
        var match = query.Text("match", LongestName, missing: "");
        var limit = query.Number("limit", 1, MostNames, DefaultLimit);
        return query.IsBad(out var problem)
            ? Refuse(problem)
            : AnswerAsync(context, cancellation => fleet.MetricNamesAsync(match, limit, cancellation), FleetJson.Default.IReadOnlyListString);
    }

    private static Task<IResult> GetSeries(IFleet fleet, HttpContext context)
    {
        var query = new QueryReader(context.Request);
        var name = query.Text("name", LongestName, missing: null);
        return query.IsBad(out var problem)
            ? Refuse(problem)
            : WithinTimeAsync(context, async cancellation => await fleet.SeriesAsync(name, cancellation).ConfigureAwait(false) is { } series
                ? Results.Json(series, FleetJson.Default.MetricSeries)
                : Problems.Because(StatusCodes.Status404NotFound, $"No metric '{name}' was published lately."));
    }

    private static Task<IResult> GetChunks(IFleet fleet, HttpContext context)
    {
        var query = new QueryReader(context.Request);
        var host = query.Text("host", LongestName, missing: null);
        var limit = query.Number("limit", 1, MostChunks, DefaultLimit);
        return query.IsBad(out var problem)
            ? Refuse(problem)
            : AnswerAsync(context, cancellation => fleet.ChunksAsync(host, limit, cancellation), FleetJson.Default.IReadOnlyListChunkView);
    }

    private static Task<IResult> GetLive(IFleet fleet, HttpContext context)
    {
        var query = new QueryReader(context.Request);
        var after = query.LongNumber("after", 0, long.MaxValue, missing: 0);
        var host = query.Text("host", LongestName, missing: "");
        var wait = query.Number("wait", 0, LongestWaitMilliseconds, missing: 0);
        return query.IsBad(out var problem)
            ? Refuse(problem)
            : AnswerAsync(context, cancellation => fleet.LiveAsync(after, host.Length > 0 ? host : null, TimeSpan.FromMilliseconds(wait), cancellation), FleetJson.Default.LiveView);
    }

    private static Task<IResult> ScalePool(IFleet fleet, HttpContext context, string node)
    {
        var query = new QueryReader(context.Request);
        query.Part("node", node, LongestName);
        var workers = query.Number("workers", 0, MostWorkers, missing: null);
        return query.IsBad(out var problem)
            ? Refuse(problem)
            : CommandAsync(context, cancellation => fleet.ScalePoolAsync(node, workers, cancellation));
    }

    private static Task<IResult> CommandTracer(IFleet fleet, HttpContext context, string host, string command)
    {
        var query = new QueryReader(context.Request);
        query.Part("host", host, LongestName);
        if (query.IsBad(out var problem)) return Refuse(problem);

        // By name alone: Enum.TryParse would take numbers too.
        TracerCommand? known = command switch
        {
            "restart" => TracerCommand.Restart,
            "rotate" => TracerCommand.Rotate,
            "pause" => TracerCommand.Pause,
            "resume" => TracerCommand.Resume,
            _ => null,
        };
        return known is { } order
            ? CommandAsync(context, cancellation => fleet.CommandTracerAsync(host, order, cancellation))
            : Refuse("A tracer can be asked to restart, rotate, pause or resume; nothing else.");
    }

    private static Task<IResult> RemoveNode(IFleet fleet, HttpContext context, string node, string way)
    {
        var query = new QueryReader(context.Request);
        query.Part("node", node, LongestName);
        if (query.IsBad(out var problem)) return Refuse(problem);
        return way is "leave" or "down"
            ? CommandAsync(context, cancellation => fleet.RemoveNodeAsync(node, way == "down", cancellation))
            : Refuse("A node can be asked to leave, or declared down; nothing else.");
    }

    private static Task<IResult> Refuse(string problem) => Task.FromResult(Problems.BadRequest(problem));

    private static Task<IResult> AnswerAsync<T>(HttpContext context, Func<CancellationToken, Task<T>> ask, JsonTypeInfo<T> type) =>
        WithinTimeAsync(context, async cancellation => Results.Json(await ask(cancellation).ConfigureAwait(false), type));

    /// <summary>409 for what was understood but could not be done, so that <c>curl --fail</c> notices.</summary>
    private static Task<IResult> CommandAsync(HttpContext context, Func<CancellationToken, Task<CommandResult>> command) =>
        WithinTimeAsync(context, async cancellation =>
        {
            var result = await command(cancellation).ConfigureAwait(false);
            return Results.Json(result, FleetJson.Default.CommandResult, statusCode: result.Done ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
        });

    private static async Task<IResult> WithinTimeAsync(HttpContext context, Func<CancellationToken, Task<IResult>> answer)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(TimeLimit);
        try
        {
            return await answer(limit.Token).ConfigureAwait(false);
        }
        catch (FleetRequestException exception) when (exception.Status is { } status)
        {
            return Problems.Because((int)status, exception.Message);
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException && !context.RequestAborted.IsCancellationRequested)
        {
            return Problems.Because(StatusCodes.Status504GatewayTimeout, "The cluster did not answer in time.");
        }
    }
}
