using System.Reflection.Emit;

namespace Steadytrace.Traces.Ctf.Plan;

internal sealed partial class LoopEmitter
{
    // Sets _id and the new clock, moves the cursor behind the header.
    private void Header(LocalBuilder? newClock)
    {
        var header = _shape.Header;
        Align(header.Align);
        if (header.Tag is null)
        {
            if (header.Paths[0].Need > 0) Check(header.Paths[0].Need);
            HeaderSlots();
            Path(header.Paths[0], header.Id, newClock, isChecked: true);
            return;
        }

        // The first form is by far the most frequent: one check serves it and the tag. What is too short for it is left.
        Check(Math.Max(header.Paths[0].Align == 1 ? header.Paths[0].Need : 0, Math.Max(header.CommonBytes, header.Slots.Values.Max(load => load.Offset + load.Bytes))));
        HeaderSlots();
        var (tag, done) = (Local<ulong>(), _il.DefineLabel());
        Load(header.Tag.Value);
        Store(tag);
        for (var i = 0; i < header.Paths.Count; i++)
        {
            var (path, other) = (header.Paths[i], _il.DefineLabel());
            Load(tag);
            Constant(path.Low);
            _il.Emit(OpCodes.Blt_Un, other);
            Load(tag);
            Constant(path.High);
            _il.Emit(OpCodes.Bgt_Un, other);
            if (header.Id is { } id)
            {
                Load(id);
                Store(_id);
            }

            if (path.Align > 1)
            {
                Advance(header.CommonBytes);
                Align(path.Align);
            }

            Path(path, null, newClock, isChecked: i == 0 && path.Align == 1);
            _il.Emit(OpCodes.Br, done);
            _il.MarkLabel(other);
        }

        _il.Emit(OpCodes.Br, _leave);
        _il.MarkLabel(done);
    }

    // Only what some event's steps ask for; their bytes were checked with the common part's.
    private void HeaderSlots()
    {
        var asked = _shape.Kinds.SelectMany(kind => kind.Rest).SelectMany(Slots).ToHashSet();
        foreach (var (slot, load) in _shape.Header.Slots)
        {
            if (!asked.Contains(slot)) continue;
            Load(load);
            Store(_headerSlots[slot] = Local<ulong>());
        }

        static IEnumerable<int> Slots(Step step) => (step.Nested?.Lists.SelectMany(list => list.Steps).SelectMany(Slots) ?? []).Append(step.Slot);
    }

    private void Path(HeaderPath path, BitLoad? commonId, LocalBuilder? newClock, bool isChecked)
    {
        if (!isChecked && path.Need > 0) Check(path.Need);
        if ((path.Id ?? commonId) is { } id)
        {
            Load(id);
            Store(_id);
        }

        if (newClock is not null)
        {
            if (path.Stamp is { } stamp) Stamp(stamp);
            else Load(_clock);
            Store(newClock);
        }

        Advance(path.Bytes);
    }

    private void Stamp(BitLoad stamp)
    {
        Load(stamp);
        if (stamp.Size == 64) return;
        Load(_clock);
        _il.Emit(OpCodes.Sub);
        Constant((1UL << stamp.Size) - 1);
        _il.Emit(OpCodes.And);
        Load(_clock);
        _il.Emit(OpCodes.Add);
    }
}
