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
        Steps(steps.Rest, slots, names);
        if (steps.TellsThread || steps.TellsName || steps.TellsTurn) Told(steps, names, newClock);
        else _il.Emit(OpCodes.Br, _count);
    }

    private void Steps(IReadOnlyList<Step> steps, Dictionary<int, LocalBuilder> slots, Dictionary<FieldRole, (LocalBuilder At, LocalBuilder Bytes)> names)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            switch (steps[i].Kind)
            {
                case StepKind.Align:
                    Align((int)steps[i].Bytes);
                    Check(0);
                    break;
                case StepKind.Text:
                    Text(steps[i], names);
                    break;
                case StepKind.Elements:
                    Elements(steps[i], slots, names);
                    break;
                case StepKind.Repeat:
                    Repeat(steps[i], slots, names);
                    break;
                case StepKind.Choose:
                    Choose(steps[i], slots, names);
                    break;
                default:
                    var run = steps.Skip(i).TakeWhile(step => step.Kind is StepKind.Skip or StepKind.Load or StepKind.Name).ToList();
                    Check(EventSteps.NeedOf(run));
                    foreach (var step in run) Fixed(step, slots, names);
                    i += run.Count - 1;
                    break;
            }
        }
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
                if (step.Signed) ExtendSign(step.Load.Size);
                if (!slots.ContainsKey(step.Slot)) slots[step.Slot] = Local<ulong>();
                Store(slots[step.Slot]);
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
        if (step.Role != FieldRole.None) NoteName(step.Role, at, names);
    }

    private void NoteName(FieldRole role, LocalBuilder at, Dictionary<FieldRole, (LocalBuilder At, LocalBuilder Bytes)> names)
    {
        var bytes = Local<int>();
        Load(_cursor);
        Load(at);
        _il.Emit(OpCodes.Sub);
        _il.Emit(OpCodes.Conv_I4);
        Store(bytes);
        names[role] = (at, bytes);
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
    private void Elements(Step step, Dictionary<int, LocalBuilder> slots, Dictionary<FieldRole, (LocalBuilder At, LocalBuilder Bytes)> names)
    {
        var (count, at) = (Local<ulong>(), Local<nint>());
        Load(_cursor);
        Store(at);
        LoadSlotValue(step.Slot, slots);
        Store(count);
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
        if (step.Role != FieldRole.None) NoteName(step.Role, at, names);
    }

    // Every element moves the cursor, or the event is left: so the packet's bytes bound the turns, however loops are nested.
    private void Repeat(Step step, Dictionary<int, LocalBuilder> slots, Dictionary<FieldRole, (LocalBuilder At, LocalBuilder Bytes)> names)
    {
        var (count, before, turn, done) = (Local<ulong>(), Local<nint>(), _il.DefineLabel(), _il.DefineLabel());
        if (step.Slot < 0) Constant((ulong)step.Bytes);
        else LoadSlotValue(step.Slot, slots);
        Store(count);
        _il.MarkLabel(turn);
        Load(count);
        _il.Emit(OpCodes.Brfalse, done);
        Load(_cursor);
        Store(before);
        Steps(step.Nested!.Lists[0].Steps, slots, names);
        Load(_cursor);
        Load(before);
        _il.Emit(OpCodes.Beq, _leave);
        Load(count);
        Constant(1UL);
        _il.Emit(OpCodes.Sub);
        Store(count);
        _il.Emit(OpCodes.Br, turn);
        _il.MarkLabel(done);
    }

    private void Choose(Step step, Dictionary<int, LocalBuilder> slots, Dictionary<FieldRole, (LocalBuilder At, LocalBuilder Bytes)> names)
    {
        var (tag, done) = (Local<ulong>(), _il.DefineLabel());
        LoadSlotValue(step.Slot, slots);
        Store(tag);
        foreach (var list in step.Nested!.Lists)
        {
            var other = _il.DefineLabel();
            Load(tag);
            Constant(list.Low);
            _il.Emit(step.Signed ? OpCodes.Blt : OpCodes.Blt_Un, other);
            Load(tag);
            Constant(list.High);
            _il.Emit(step.Signed ? OpCodes.Bgt : OpCodes.Bgt_Un, other);
            Steps(list.Steps, slots, names);
            _il.Emit(OpCodes.Br, done);
            _il.MarkLabel(other);
        }

        _il.Emit(OpCodes.Br, _leave);
        _il.MarkLabel(done);
    }

    // From this event's own fields, from its header, or from its packet.
    private void LoadSlotValue(int slot, Dictionary<int, LocalBuilder> slots)
    {
        if ((slots.GetValueOrDefault(slot) ?? _headerSlots.GetValueOrDefault(slot)) is { } local)
        {
            Load(local);
            return;
        }

        Load(0);
        _il.Emit(OpCodes.Ldfld, Field(nameof(PlanRun.Slots)));
        Constant(slot);
        _il.Emit(OpCodes.Ldelem_I8);
    }

    private void ExtendSign(int size)
    {
        if (size == 64) return;
        Constant(64 - size);
        _il.Emit(OpCodes.Shl);
        Constant(64 - size);
        _il.Emit(OpCodes.Shr);
    }

    // An event that names its process, or tells which thread runs.
    private void Told(EventSteps steps, Dictionary<FieldRole, (LocalBuilder At, LocalBuilder Bytes)> names, LocalBuilder? newClock)
    {
        if (newClock is not null)
        {
            Enter(newClock);
            StoreClock();
        }

        FieldRole[] told = steps.Class.IsSwitch ? [FieldRole.PreviousName, FieldRole.NextName] : [FieldRole.FileName];
        if (steps.TellsTurn)
        {
            Call(steps.Class.IsSwitch ? nameof(PlanRun.SwitchTurn) : nameof(PlanRun.ExecTurn), () => LoadNames(told));
            if (!steps.TellsName)
            {
                _il.Emit(OpCodes.Br, _count);
                return;
            }
        }

        Call(steps.TellsName ? nameof(PlanRun.Named) : steps.Class.IsSwitch ? nameof(PlanRun.Switch) : nameof(PlanRun.Exec), () =>
        {
            Load(_info);
            Constant(12);
            _il.Emit(OpCodes.Add);
            _il.Emit(OpCodes.Ldind_I4);
            LoadNames(steps.TellsName ? [FieldRole.ProcessName] : told);
        });
        Store(_row);
        if (newClock is not null && !steps.TellsName) LoadSlot(); // it may have been the last change that is noted
        _il.Emit(OpCodes.Br, _next);

        void LoadNames(FieldRole[] roles)
        {
            foreach (var role in roles)
            {
                Load(names[role].At);
                Load(names[role].Bytes);
            }
        }
    }
}
