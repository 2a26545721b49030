using System.Reflection.Emit;

namespace Steadytrace.Traces.Ctf.Plan;

/// <summary>The loop over a packet's events that <see cref="LoopEmitter"/> makes.</summary>
/// <param name="run">Clock, borders, and calls.</param>
/// <param name="packet">Address of the packet.</param>
/// <param name="at">Address of the first event to count.</param>
/// <param name="end">Address behind the packet's content.</param>
/// <param name="infos">Address of the event infos, by id or by <see cref="PlanRun.PlaceOf"/>.</param>
/// <returns>The address of the first event that was not counted: <paramref name="end"/>, or an event for the checked reader to judge.</returns>
internal delegate nint EventLoop(PlanRun run, nint packet, nint at, nint end, nint infos);

/// <summary>Emits the loop over a packet's events as machine code, for one stream class.</summary>
/// <remarks>
/// <para>Unsafe: the code reads memory by address. Invariant: no byte at or after <c>end</c> is read. Every read is preceded by a comparison
/// of the bytes left with the bytes that it and the reads up to the next comparison touch; <see cref="HeaderPath.Need"/>,
/// <see cref="EventInfo.Need"/> and <see cref="EventSteps.NeedOf"/> are those numbers. Ids, or their places, are compared with the number of infos, columns are
/// places among the stream's event classes, and rows come from the table for that many columns.</para>
/// <para>The loop decides nothing about damage. Whatever it does not like, it leaves: it returns the address of that event's beginning, with
/// nothing of it counted and the clock as it was, and the checked reader takes that one event.</para>
/// </remarks>
internal sealed partial class LoopEmitter
{
    private readonly DynamicMethod _method = new("Steadytrace plan", typeof(nint), [typeof(PlanRun), typeof(nint), typeof(nint), typeof(nint), typeof(nint)], typeof(LoopEmitter).Module, skipVisibility: true);
    private readonly ILGenerator _il;
    private readonly StreamPlanShape _shape;
    private readonly bool _stamps;
    private readonly LocalBuilder _cursor, _start, _info, _id, _row, _clock, _slotFrom, _slotLength;
    private readonly LocalBuilder _low, _high, _lastLow, _lastHigh, _unnamed;
    private readonly Label _leave, _next, _count;
    private readonly Dictionary<int, LocalBuilder> _headerSlots = [];

    private LoopEmitter(StreamPlanShape shape, bool stamps)
    {
        (_shape, _stamps) = (shape, stamps);
        _il = _method.GetILGenerator();
        (_cursor, _start, _info) = (Local<nint>(), Local<nint>(), Local<nint>());
        (_id, _clock, _slotFrom, _slotLength) = (Local<ulong>(), Local<ulong>(), Local<ulong>(), Local<ulong>());
        (_low, _high, _lastLow, _lastHigh, _unnamed) = (Local<ulong>(), Local<ulong>(), Local<ulong>(), Local<ulong>(), Local<ulong>());
        _row = _il.DeclareLocal(typeof(long).MakeByRefType());
        (_leave, _next, _count) = (_il.DefineLabel(), _il.DefineLabel(), _il.DefineLabel());
    }

    /// <param name="shape">The stream's header, contexts and events.</param>
    /// <param name="stamps">True for packets that cross an interval's border.</param>
    public static EventLoop Emit(StreamPlanShape shape, bool stamps) => new LoopEmitter(shape, stamps).Emit();

    private EventLoop Emit()
    {
        var newClock = _stamps ? Local<ulong>() : null;
        Load(2);
        Store(_cursor);
        if (_stamps)
        {
            LoadField(nameof(PlanRun.Clock), _clock);
            LoadSlot();
        }

        Set(_unnamed, 1);
        Call(nameof(PlanRun.CurrentRow), () => { });
        Store(_row);

        _il.MarkLabel(_next);
        Load(_cursor);
        Store(_start);
        Load(_cursor);
        Load(3);
        _il.Emit(OpCodes.Bge_Un, _leave);
        Header(newClock);
        Info();
        if (_shape.NameOffset is { } offset) Name(offset);
        Kinds(newClock);
        _il.MarkLabel(_count);
        if (_stamps) Enter(newClock!);
        Load(_row);
        Load(_info);
        Constant(12);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Ldind_I4);
        Constant(8);
        _il.Emit(OpCodes.Mul);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Dup);
        _il.Emit(OpCodes.Ldind_I8);
        _il.Emit(OpCodes.Ldc_I4_1);
        _il.Emit(OpCodes.Conv_I8);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stind_I8);
        _il.Emit(OpCodes.Br, _next);

        _il.MarkLabel(_leave);
        if (_stamps) StoreClock();
        Load(_start);
        _il.Emit(OpCodes.Ret);
        return _method.CreateDelegate<EventLoop>();
    }

    private void Info()
    {
        if (_shape.OnlyEvent is { } only)
        {
            Load(4);
            Constant(only * EventInfo.Bytes);
            _il.Emit(OpCodes.Add);
        }
        else
        {
            if (_shape.FindsIds)
            {
                Call(nameof(PlanRun.PlaceOf), () => Load(_id));
                Store(_id);
            }

            Load(_id);
            Constant((ulong)_shape.Ids);
            _il.Emit(OpCodes.Bge_Un, _leave);
            Load(4);
            Load(_id);
            _il.Emit(OpCodes.Conv_I);
            Constant(EventInfo.Bytes);
            _il.Emit(OpCodes.Mul);
            _il.Emit(OpCodes.Add);
        }

        Store(_info);
        Left();
        Load(_info);
        _il.Emit(OpCodes.Ldind_I4);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Blt, _leave);
    }

    // The last name's row is kept: most events follow another one of their process.
    private void Name(long offset)
    {
        var same = _il.DefineLabel();
        Word(offset, _low);
        Word(offset + 8, _high);
        Load(_low);
        Load(_lastLow);
        _il.Emit(OpCodes.Xor);
        Load(_high);
        Load(_lastHigh);
        _il.Emit(OpCodes.Xor);
        _il.Emit(OpCodes.Or);
        Load(_unnamed);
        _il.Emit(OpCodes.Or);
        _il.Emit(OpCodes.Brfalse, same);
        Call(nameof(PlanRun.NamedRow), () =>
        {
            Load(_cursor);
            Constant((int)offset);
            _il.Emit(OpCodes.Add);
            Constant(_shape.NameBytes);
        });
        Store(_row);
        Load(_low);
        Store(_lastLow);
        Load(_high);
        Store(_lastHigh);

        // A name of 16 bytes and more is not told by its first 16: it is looked up each time.
        Load(_high);
        Constant(56);
        _il.Emit(OpCodes.Shr_Un);
        Store(_unnamed);
        _il.MarkLabel(same);
    }

    private void Word(long offset, LocalBuilder into)
    {
        Load(_cursor);
        Constant((int)offset);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Unaligned, (byte)1);
        _il.Emit(OpCodes.Ldind_I8);
        Store(into);
    }

    private void Kinds(LocalBuilder? newClock)
    {
        Load(_cursor);
        Load(_info);
        Constant(4);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Ldind_I4);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Add);
        Store(_cursor);
        if (_shape.Kinds.Count == 0) return;
        var kinds = _shape.Kinds.Select(_ => _il.DefineLabel()).ToArray();
        Kind();
        _il.Emit(OpCodes.Brfalse, _count);
        Kind();
        Constant(1);
        _il.Emit(OpCodes.Sub);
        _il.Emit(OpCodes.Switch, kinds);
        _il.Emit(OpCodes.Br, _leave);
        for (var i = 0; i < kinds.Length; i++)
        {
            _il.MarkLabel(kinds[i]);
            Steps(_shape.Kinds[i], newClock);
        }
    }

    private void Kind()
    {
        Load(_info);
        Constant(8);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Ldind_I4);
    }

    private void Enter(LocalBuilder newClock)
    {
        var inside = _il.DefineLabel();
        Load(newClock);
        Load(_slotFrom);
        _il.Emit(OpCodes.Sub);
        Load(_slotLength);
        _il.Emit(OpCodes.Blt_Un, inside);
        Call(nameof(PlanRun.TryEnter), () => Load(newClock));
        _il.Emit(OpCodes.Brfalse, _leave);
        LoadSlot();
        if (_shape.NameOffset is null)
        {
            Call(nameof(PlanRun.CurrentRow), () => { });
            Store(_row);
        }

        _il.MarkLabel(inside);
        Load(newClock);
        Store(_clock);
    }

    private void StoreClock()
    {
        Load(0);
        Load(_clock);
        _il.Emit(OpCodes.Stfld, Field(nameof(PlanRun.Clock)));
    }

    private void LoadSlot()
    {
        LoadField(nameof(PlanRun.SlotFrom), _slotFrom);
        LoadField(nameof(PlanRun.SlotLength), _slotLength);
    }
}
