using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using Steadytrace.Console.Display;
using Steadytrace.Console.Feed;

namespace Steadytrace.Console.Pages;

/// <summary>The one page: keeps the snapshot, and the address in which filter, metrics and span of time live, so that it can be shared.</summary>
public sealed partial class FleetPage
{
    /// <summary>How many metrics one graph holds; as many as have colours that can be told apart.</summary>
    internal const int MostMetrics = 4;

    /// <summary>Drawn when the address names none.</summary>
    private const int FirstMetrics = 3;

    private const int DefaultMinutes = 60;
    private FleetSnapshot _snapshot = FleetSnapshot.Nothing;
    private FleetSummary? _summary;
    private FeedSubscription<FleetSnapshot>? _subscription;
    private ViewerClock _clock = ViewerClock.Utc;
    private IReadOnlyList<string> _metrics = [];
    private WordFilter _words = new("");
    private bool _dark;
    private bool _choosing;
    private DotNetObjectReference<FleetPage>? _self;

    [SupplyParameterFromQuery(Name = "filter")]
    private string? Filter { get; set; }

    [SupplyParameterFromQuery(Name = "metric")]
    private string[]? Metric { get; set; }

    [SupplyParameterFromQuery(Name = "minutes")]
    private int? MinutesInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "live")]
    private string? Live { get; set; }

    private int Minutes => MinutesInAddress is 15 or DefaultMinutes ? MinutesInAddress.Value : DefaultMinutes;

    private string Title => _summary switch
    {
        null => "Steadytrace",
        { Troubled: > 0 } or { LosingSources: > 0 } => "● Steadytrace",
        _ => "Steadytrace",
    };

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    public void Dispose()
    {
        _subscription?.Dispose();
        _self?.Dispose();
    }

    /// <summary>Called by the browser when the system's preference changes and the person has chosen none.</summary>
    [JSInvokable]
    public void ThemeChanged(bool dark)
    {
        _dark = dark;
        StateHasChanged();
    }

    protected override void OnParametersSet()
    {
        _words = new WordFilter(Filter);
        if (Metric is { Length: > 0 }) _metrics = [.. Metric.Where(name => name.Length is > 0 and <= 512).Distinct().Take(MostMetrics)];
        _subscription?.Watch(_metrics);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _self = DotNetObjectReference.Create(this);
        var viewer = await Script.InvokeAsync<Viewer>("steadytrace.viewer", _self);
        _clock = ViewerClock.For(viewer.Zone, viewer.OffsetMinutes);
        _dark = viewer.Dark;
        _subscription = Feed.Subscribe(snapshot => _ = InvokeAsync(() => ShowAsync(snapshot)));
        _subscription.Watch(_metrics);
        if (Feed.Latest.View is { } latest && Now.GetUtcNow() - latest.At < TimeSpan.FromSeconds(5)) await ShowAsync(Feed.Latest);
        StateHasChanged();
    }

    private async Task ShowAsync(FleetSnapshot snapshot)
    {
        _snapshot = snapshot;
        _summary = snapshot.View is { } view ? FleetSummary.Of(view, snapshot.Intervals) : null;
        StateHasChanged();
        if (_metrics.Count == 0 && Metric is not { Length: > 0 } && !_choosing && snapshot.Failure is null) await ChooseFirstAsync();
    }

    /// <summary>A page without metrics in its address draws what every source publishes: how much it counted.</summary>
    private async Task ChooseFirstAsync()
    {
        _choosing = true;
        var names = await AskAsync(cancellation => Fleet.MetricNamesAsync(".ledger.counted.", FirstMetrics, cancellation));
        _choosing = names is { Count: > 0 };
        if (names is not { Count: > 0 } || _metrics.Count > 0) return;
        _metrics = [.. names.Take(FirstMetrics)];
        _subscription?.Watch(_metrics);
    }

    private void SetMetrics(IReadOnlyList<string> metrics)
    {
        _choosing = true;
        // One more than there are colours takes the place of the oldest.
        _metrics = [.. metrics.TakeLast(MostMetrics)];
        _subscription?.Watch(_metrics);
        Navigate("metric", _metrics.Count == 0 ? null : _metrics.ToArray());
    }

    /// <summary>Adds the metric of an event or process of an interval to the graph.</summary>
    private async Task GraphAsync(MetricPick pick)
    {
        var names = await AskAsync(cancellation => Fleet.MetricNamesAsync(pick.Words, 50, cancellation));
        if (names is null) return;
        if (names.FirstOrDefault(pick.Matches) is not { } name)
            Snackbar.Add($"No metric of {pick.Name} was published lately.", Severity.Info);
        else if (!_metrics.Contains(name))
            SetMetrics([.. _metrics, name]);
    }

    /// <summary>Null, and said so on the page, when the fleet does not answer.</summary>
    private async Task<IReadOnlyList<string>?> AskAsync(Func<CancellationToken, Task<IReadOnlyList<string>>> ask)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            return await ask(limit.Token);
        }
        catch (Exception exception)
        {
            // Whatever it is must not end the circuit, and with it the page.
            Snackbar.Add($"The fleet does not answer: {exception.Message}", Severity.Warning);
            return null;
        }
    }

    private void SetFilter(string filter) => Navigate("filter", filter.Length == 0 ? null : filter);

    private void SetMinutes(int minutes) => Navigate("minutes", minutes == DefaultMinutes ? null : minutes);

    private void SetLive(string? live) => Navigate("live", live);

    private async Task SetDarkAsync(bool dark)
    {
        _dark = dark;
        await Script.InvokeVoidAsync("steadytrace.choose", dark);
    }

    private void Navigate(string key, object? value) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { [key] = value }), replace: true);

    private sealed record Viewer(string Zone, int OffsetMinutes, bool Dark);
}
