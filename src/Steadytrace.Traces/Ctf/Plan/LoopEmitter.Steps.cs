using System.Reflection.Emit;
using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Plan;

internal sealed partial class LoopEmitter
{
    // The steps of an event whose size the packet tells; the fixed ones at its front were checked with the event's info.
    private void Steps(EventSteps steps, LocalBuilder? newClock)
    {
        var slots = new Dictionary<int, LocalBuilder>();
        var names = new Dictionary<FieldRole, (LocalBuilder At, LocalBuilder Bytes)>();
        foreach (var step in steps.Fixed) Fixed(step, slots, names);
        var rest = steps.Rest;
        for (var i = 0; i < rest.Count; i++)
        {
            switch (rest[i].Kind)
            {
                case StepKind.Align:
                    Align((int)rest[i].Bytes);
                    Check(0);
                    break;
                case StepKind.Text:
                    Text(rest[i], names);
                    break;
                case StepKind.Elements:
                    Elements(rest[i], slots[rest[i].Slot]);
                    break;
                default:
                    var run = rest.Skip(i).TakeWhile(step => step.Kind is StepKind.Skip or StepKind.Load or StepKind.Name).ToList();
                    Check(EventSteps.NeedOf(run));
                    foreach (var step in run) Fixed(step, slots, names);
                    i += run.Count - 1;
                    break;
            }
        }

        if (steps.TellsThread) Thread(steps, names, newClock);
        else _il.Emit(OpCodes.Br, _count);
    }

    private void Fixed(Step step, Dictionary<int, LocalBuilder> slots, Dictionary<FieldRole, (LocalBuilder At, LocalBuilder Bytes)> names)
    {
        switch (step.Kind)
        {
            case StepKind.Skip:
                Advance(step.Bytes);
                break;
            case StepKind.Load:
                Load(step.Load);
                Store(slots[step.Slot] = Local<ulong>());
                break;
            case StepKind.Name:
                var (at, bytes) = names[step.Role] = (Local<nint>(), Local<int>());
                Load(_cursor);
                Constant((int)step.Offset);
                _il.Emit(OpCodes.Add);
                Store(at);
                Constant((int)step.Bytes);
                Store(bytes);
                break;
        }
    }

    private void Text(Step step, Dictionary<FieldRole, (LocalBuilder At, LocalBuilder Bytes)> names)
    {
        var at = Local<nint>();
        Load(_cursor);
        Store(at);
        Load(_cursor);
        Load(3);
        _il.Emit(OpCodes.Call, ((Func<nint, nint, nint>)TextEnd.After).Method);
        Store(_cursor);
        Load(_cursor);
        _il.Emit(OpCodes.Brfalse, _leave);
        if (step.Role == FieldRole.None) return;
        var bytes = Local<int>();
        Load(_cursor);
        Load(at);
        _il.Emit(OpCodes.Sub);
        _il.Emit(OpCodes.Conv_I4);
        Store(bytes);
        names[step.Role] = (at, bytes);
    }

    // The number comes from the packet: it is bounded before it is multiplied, so that the product cannot wrap.
    private void Elements(Step step, LocalBuilder count)
    {
        Load(count);
        Constant((ulong)int.MaxValue);
        _il.Emit(OpCodes.Bgt_Un, _leave);
        Load(count);
        Constant((ulong)step.Bits);
        _il.Emit(OpCodes.Mul);
        if (step.Bits % 8 != 0)
        {
            Constant(7UL);
            _il.Emit(OpCodes.Add);
        }

        Constant(3);
        _il.Emit(OpCodes.Shr_Un);
        Store(count);
        Load(count);
        Left();
        _il.Emit(OpCodes.Conv_I8);
        _il.Emit(OpCodes.Bgt, _leave);
        Load(_cursor);
        Load(count);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Add);
        Store(_cursor);
    }

    private void Thread(EventSteps steps, Dictionary<FieldRole, (LocalBuilder At, LocalBuilder Bytes)> names, LocalBuilder? newClock)
    {
        if (newClock is not null) Enter(newClock);
        FieldRole[] roles = steps.Class.IsSwitch ? [FieldRole.PreviousName, FieldRole.NextName] : [FieldRole.FileName];
        Call(steps.Class.IsSwitch ? nameof(PlanRun.Switch) : nameof(PlanRun.Exec), () =>
        {
            Load(_info);
            Constant(12);
            _il.Emit(OpCodes.Add);
            _il.Emit(OpCodes.Ldind_I4);
            foreach (var role in roles)
            {
                Load(names[role].At);
                Load(names[role].Bytes);
            }
        });
        Store(_row);
        _il.Emit(OpCodes.Br, _next);
    }
}
