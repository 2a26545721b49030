using MudBlazor;
using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Console.Pages;

/// <summary>What a person on a page orders: asks again before what interrupts, and says how it went.</summary>
internal sealed class FleetOrders(IFleet fleet, IDialogService dialogs, ISnackbar snackbar)
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(15);

    /// <summary>True when it was done.</summary>
    public Task<bool> ScaleAsync(PoolView pool, int workers) =>
        RunAsync(cancellation => fleet.ScalePoolAsync(pool.Node, workers, cancellation), quiet: true);

    public async Task TracerAsync(SourceView source, TracerCommand command)
    {
        var interrupts = command is TracerCommand.Restart or TracerCommand.Pause;
        if (interrupts && !await ConfirmedAsync(
            $"{command} the tracer of {source.Host}?",
            command == TracerCommand.Pause
                ? "Nothing is recorded until it is resumed; the time counts as a gap."
                : "Its recorder begins anew; what happens meanwhile counts as a gap.",
            command.ToString())) return;
        await RunAsync(cancellation => fleet.CommandTracerAsync(source.Host, command, cancellation), quiet: false);
    }

    public async Task RemoveAsync(NodeView node, bool down)
    {
        if (!await ConfirmedAsync(
            down ? $"Declare {node.Node} down?" : $"Make {node.Node} leave?",
            down ? "The cluster goes on without it, whether it still runs or not. Only for nodes that are gone for good." : "It hands over its work and ends.",
            down ? "Declare down" : "Leave")) return;
        await RunAsync(cancellation => fleet.RemoveNodeAsync(node.Node, down, cancellation), quiet: false);
    }

    private async Task<bool> ConfirmedAsync(string title, string text, string verb) =>
        await dialogs.ShowMessageBoxAsync(title, text, yesText: verb, cancelText: "Cancel") == true;

    private async Task<bool> RunAsync(Func<CancellationToken, Task<CommandResult>> order, bool quiet)
    {
        using var limit = new CancellationTokenSource(TimeLimit);
        try
        {
            var result = await order(limit.Token);
            if (!result.Done || !quiet) snackbar.Add(result.Message, result.Done ? Severity.Success : Severity.Error);
            return result.Done;
        }
        catch (Exception exception)
        {
            // Whatever it is must not end the circuit, and with it the page; the person reads it.
            snackbar.Add(exception is OperationCanceledException ? "The cluster did not answer in time." : exception.Message, Severity.Error);
            return false;
        }
    }
}
