using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Plan;

/// <summary>The steps over one event class's fields behind its header, cut into what is at fixed places and the rest.</summary>
internal sealed class EventSteps
{
    private EventSteps(EventClass traced, IReadOnlyList<Step> steps, string? obstacle)
    {
        (Class, Obstacle) = (traced, obstacle);
        var dynamic = steps.TakeWhile(step => step.Kind is StepKind.Skip or StepKind.Load or StepKind.Name).Count();
        Fixed = [.. steps.Take(dynamic)];
        Rest = [.. steps.Skip(dynamic)];
    }

    public EventClass Class { get; }

    /// <summary>Why the checked reader must read these events; null when the plan can.</summary>
    public string? Obstacle { get; }

    /// <summary>Steps at fixed places: loads, names, one skip.</summary>
    public IReadOnlyList<Step> Fixed { get; }

    /// <summary>From the first step on whose size only the packet tells.</summary>
    public IReadOnlyList<Step> Rest { get; }

    /// <summary>Bytes that the fixed steps touch.</summary>
    public long Need => NeedOf(Fixed);

    /// <summary>Bytes that the fixed steps move on by.</summary>
    public long Skip => Fixed.Where(step => step.Kind == StepKind.Skip).Sum(step => step.Bytes);

    /// <summary>The event tells who runs, and no context does.</summary>
    public bool TellsThread => !Class.HasProcessName && (Class.IsSwitch || Class.IsExec);

    /// <summary>One skip is all that it takes.</summary>
    public bool IsFixed => Rest.Count == 0 && !TellsThread;

    /// <summary>Events of equal keys share their code.</summary>
    public string Key => string.Join(';', Fixed.Concat(Rest)) + (TellsThread ? Class.IsSwitch ? "switch" : "exec" : "");

    /// <summary>Bytes that steps at fixed places touch.</summary>
    public static long NeedOf(IEnumerable<Step> steps) => steps.Select(step => step.Kind switch
    {
        StepKind.Skip => step.Bytes,
        StepKind.Load => step.Load.Offset + step.Load.Bytes,
        StepKind.Name => step.Offset + step.Bytes,
        _ => 0,
    }).DefaultIfEmpty().Max();

    public static EventSteps Of(StreamClass stream, EventClass traced, HeaderPlan header)
    {
        var builder = new StepBuilder(header.EndAlignment);
        builder.Add(stream.EventContext);
        builder.Add(traced.Context);
        builder.Add(traced.Payload);
        var steps = builder.Finish();
        return new EventSteps(traced, steps, builder.Obstacle ?? OwnObstacle(stream, traced, header, steps));
    }

    private static string? OwnObstacle(StreamClass stream, EventClass traced, HeaderPlan header, IReadOnlyList<Step> steps)
    {
        if (header.Paths.Any(path => path.Bytes + header.CommonBytes == 0) && !steps.Any(step => step.Kind is StepKind.Skip or StepKind.Text)) return "it may take no room";
        if (traced.HasProcessName && !StreamNames(stream)) return "its own context carries the process name";
        var roles = steps.Select(step => step.Role).ToHashSet();
        if (!traced.HasProcessName && traced.IsSwitch && !(roles.Contains(FieldRole.PreviousName) && roles.Contains(FieldRole.NextName))) return "its names are of unusual form";
        return !traced.HasProcessName && traced.IsExec && !roles.Contains(FieldRole.FileName) ? "its file name is of unusual form" : null;
    }

    private static bool StreamNames(StreamClass stream) => stream.EventContext?.Members.Any(member => member.Role == FieldRole.ProcessName) ?? false;
}
