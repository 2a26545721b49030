using Spectre.Console;
using Steadytrace.Hosting.Recorders;
using Steadytrace.Output;
using Steadytrace.Settings;
using Steadytrace.Settings.Parts;

namespace Steadytrace.Hosting.Reports;

/// <summary>The first lines of <c>up</c>: what it does here, and where to look.</summary>
internal static class UpBanner
{
    public static void Print(NodeSettings settings, RecorderChoice recorders, HttpEndpoint http)
    {
        var screen = Tables.Screen();
        var lines = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn(new GridColumn());

        void Line(string name, string text) => lines.AddRow(new Markup($"[bold]{name}[/]"), new Text(text));

        Line("recorder", recorders.Reason);
        Line("interval", $"{settings.Interval.Name}, in chunks of {Quantities.Show(settings.Tracer.ChunkLength)}, for host {settings.Host} in {settings.Datacenter}");
        Line("spool", settings.Tracer.SpoolDirectory);
        Line("metrics", settings.RabbitMq?.BrokerName ?? "to the console only; publish them with --rabbitmq amqp://…");
        if (settings.Carbon is { } carbon) Line("graphite", carbon.Name);
        Line("console", http.Local.AbsoluteUri.TrimEnd('/'));
        screen.Write(lines);
        screen.WriteLine("Ctrl-C stops.");
    }
}
