using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Steadytrace.Console.Display;
using Steadytrace.Console.Graphs;
using Steadytrace.Metrics;

namespace Steadytrace.Console.Pages;

/// <summary>Up to four metrics over a span of time, with a cursor that follows the pointer or the arrow keys.</summary>
public sealed partial class MetricGraph
{
    private GraphLayout _layout = null!;
    private ElementReference _plot;
    private DotNetObjectReference<MetricGraph>? _self;
    private long? _hover;

    [CascadingParameter]
    public ViewerClock Clock { get; set; } = ViewerClock.Utc;

    [Parameter, EditorRequired]
    public IReadOnlyList<string> Chosen { get; set; } = [];

    [Parameter, EditorRequired]
    public IReadOnlyDictionary<string, MetricSeries> Series { get; set; } = null!;

    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }

    [Parameter]
    public int Minutes { get; set; } = 60;

    [Parameter]
    public EventCallback<string> Remove { get; set; }

    private bool IsOld => !_layout.IsEmpty && _layout.To <= Now.ToUnixTimeSeconds() - (Minutes * 60);

    /// <summary>What the drawing says, for those who cannot see it.</summary>
    private string Told => Chosen.Count == 0
        ? "No metric drawn"
        : $"Last {Figures.Duration(Minutes * 60)}. " + string.Join("; ", _layout.Lines.Select(line => line.Points.Count == 0
            ? $"{line.Name.Subject}: no values"
            : $"{line.Name.Subject}: latest {Figures.Value(line.Points[^1].Value)}, largest {Figures.Value(line.Points.Max(point => point.Value))}"));

    public async ValueTask DisposeAsync()
    {
        if (_self is null) return;
        try
        {
            await Script.InvokeVoidAsync("steadytrace.unfollow", _plot);
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and its listeners with it.
        }

        _self.Dispose();
    }

    /// <summary>Called by the browser, at most as often as it is answered.</summary>
    /// <param name="fraction">0 at the left edge, 1 at the right; negative when the pointer has left.</param>
    [JSInvokable]
    public void PointAt(double fraction)
    {
        var hover = fraction < 0 || !double.IsFinite(fraction) ? (long?)null : Snap(_layout.From + (long)(Math.Min(fraction, 1) * (_layout.To - _layout.From)));
        if (hover == _hover) return;
        _hover = hover;
        StateHasChanged();
    }

    protected override void OnParametersSet()
    {
        var series = Chosen.Select(name => Series.GetValueOrDefault(name) ?? new MetricSeries(name, [])).ToArray();
        _layout = GraphLayout.Of(series, Now.ToUnixTimeSeconds(), Minutes * 60, Clock);
        if (_hover < _layout.From) _hover = null;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _self = DotNetObjectReference.Create(this);
        await Script.InvokeVoidAsync("steadytrace.follow", _plot, _self);
    }

    private int Step => _layout.Lines.Count == 0 ? 60 : _layout.Lines.Min(line => line.Name.Step);

    private void MoveCursor(KeyboardEventArgs key)
    {
        var latest = _layout.Lines.SelectMany(line => line.Points).Select(point => point.UnixSeconds).DefaultIfEmpty(_layout.To).Max();
        _hover = key.Key switch
        {
            "ArrowLeft" => Math.Max(Snap(_layout.From) + Step, _hover is { } at ? at - Step : Snap(latest)),
            "ArrowRight" => Math.Min(Snap(latest), _hover is { } at ? at + Step : Snap(latest)),
            "Home" => Snap(_layout.From) + Step,
            "End" => Snap(latest),
            "Escape" => null,
            _ => _hover,
        };
    }

    /// <summary>The middle of the interval that holds this time: values belong to intervals, so the cursor does too.</summary>
    private long Snap(long unixSeconds) => (unixSeconds / Step * Step) + (Step / 2);

    private string Interval(long unixSeconds)
    {
        var start = DateTimeOffset.FromUnixTimeSeconds(unixSeconds / Step * Step);
        return $"{Clock.Full(start)} – {Clock.Time(start.AddSeconds(Step))}";
    }

    private static string Percent(double coordinate) => (coordinate / GraphLayout.Side * 100).ToString("0.###", CultureInfo.InvariantCulture) + "%";

    private static string Number(double coordinate) => coordinate.ToString("0.##", CultureInfo.InvariantCulture);
}
