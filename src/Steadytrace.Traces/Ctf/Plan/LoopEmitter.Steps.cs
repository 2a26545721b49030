using System.Numerics;
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
        BehindZero();
        if (step.Role == FieldRole.None) return;
        var bytes = Local<int>();
        Load(_cursor);
        Load(at);
        _il.Emit(OpCodes.Sub);
        _il.Emit(OpCodes.Conv_I4);
        Store(bytes);
        names[step.Role] = (at, bytes);
    }

    // Eight bytes at a time, since most texts are short: the lowest set bit of (v - 0x01…) & ~v & 0x80… tells the first zero byte of v.
    private void BehindZero()
    {
        var (words, bytes, done) = (_il.DefineLabel(), _il.DefineLabel(), _il.DefineLabel());
        var (word, zeros) = (Local<ulong>(), Local<ulong>());
        _il.MarkLabel(words);
        Left();
        Constant(8);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Blt, bytes);
        Word(0, word);
        Load(word);
        Constant(0x0101010101010101UL);
        _il.Emit(OpCodes.Sub);
        Load(word);
        _il.Emit(OpCodes.Not);
        _il.Emit(OpCodes.And);
        Constant(0x8080808080808080UL);
        _il.Emit(OpCodes.And);
        Store(zeros);
        Advance(8);
        Load(zeros);
        _il.Emit(OpCodes.Brfalse, words);

        // Back from behind the word to behind its zero byte.
        Load(_cursor);
        Load(zeros);
        _il.Emit(OpCodes.Call, ((Func<ulong, int>)BitOperations.TrailingZeroCount).Method);
        Constant(3);
        _il.Emit(OpCodes.Shr_Un);
        Constant(7);
        _il.Emit(OpCodes.Sub);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Add);
        Store(_cursor);
        _il.Emit(OpCodes.Br, done);

        _il.MarkLabel(bytes);
        Check(1);
        Load(_cursor);
        _il.Emit(OpCodes.Ldind_U1);
        Advance(1);
        _il.Emit(OpCodes.Brtrue, bytes);
        _il.MarkLabel(done);
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
