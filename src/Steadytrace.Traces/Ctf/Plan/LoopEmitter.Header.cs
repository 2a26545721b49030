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
            Path(header.Paths[0], header.Id, newClock, isChecked: false);
            return;
        }

        // The first form is by far the most frequent: one check serves it and the tag. What is too short for it is left.
        Check(Math.Max(header.Paths[0].Align == 1 ? header.Paths[0].Need : 0, Math.Max(header.CommonBytes, header.Tag.Value.Offset + header.Tag.Value.Bytes)));
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
