using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace Steadytrace.Traces.Ctf.Plan;

internal sealed partial class LoopEmitter
{
    private LocalBuilder Local<T>() => _il.DeclareLocal(typeof(T));

    private void Load(LocalBuilder local) => _il.Emit(OpCodes.Ldloc, local);

    private void Store(LocalBuilder local) => _il.Emit(OpCodes.Stloc, local);

    private void Load(int argument) => _il.Emit(OpCodes.Ldarg, (short)argument);

    private void Constant(int value) => _il.Emit(OpCodes.Ldc_I4, value);

    private void Constant(ulong value) => _il.Emit(OpCodes.Ldc_I8, unchecked((long)value));

    private void Set(LocalBuilder local, ulong value)
    {
        Constant(value);
        Store(local);
    }

    private static FieldInfo Field(string name) => typeof(PlanRun).GetField(name)!;

    private static MethodInfo Method(string name) => typeof(PlanRun).GetMethod(name)!;

    private void LoadField(string name, LocalBuilder into)
    {
        Load(0);
        _il.Emit(OpCodes.Ldfld, Field(name));
        Store(into);
    }

    private void Call(string name, Action arguments)
    {
        Load(0);
        arguments();
        _il.Emit(OpCodes.Call, Method(name));
    }

    // Bytes from the cursor to the end of the content: negative when an alignment led beyond it.
    private void Left()
    {
        Load(3);
        Load(_cursor);
        _il.Emit(OpCodes.Sub);
    }

    private void Check(long bytes)
    {
        Left();
        Constant((ulong)bytes);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Blt, _leave);
    }

    private void Advance(long bytes)
    {
        if (bytes == 0) return;
        Load(_cursor);
        Constant((ulong)bytes);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Add);
        Store(_cursor);
    }

    // Alignment counts from the packet's beginning, which may lie anywhere in memory.
    private void Align(int bytes)
    {
        if (bytes <= 1) return;
        Load(1);
        Load(_cursor);
        Load(1);
        _il.Emit(OpCodes.Sub);
        Constant(bytes - 1);
        _il.Emit(OpCodes.Add);
        Constant(-bytes);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.And);
        _il.Emit(OpCodes.Add);
        Store(_cursor);
    }

    // Leaves the integer on the stack, as 64 bits.
    private void Load(BitLoad load)
    {
        Load(_cursor);
        if (load.Offset > 0)
        {
            Constant((int)load.Offset);
            _il.Emit(OpCodes.Add);
        }

        _il.Emit(OpCodes.Unaligned, (byte)1);
        switch (load.Bytes)
        {
            case 1:
                _il.Emit(OpCodes.Ldind_U1);
                break;
            case 2:
                _il.Emit(OpCodes.Ldind_U2);
                if (load.BigEndian) _il.Emit(OpCodes.Call, ((Func<ushort, ushort>)BinaryPrimitives.ReverseEndianness).Method);
                break;
            case 4:
                _il.Emit(OpCodes.Ldind_U4);
                if (load.BigEndian) _il.Emit(OpCodes.Call, ((Func<uint, uint>)BinaryPrimitives.ReverseEndianness).Method);
                break;
            default:
                _il.Emit(OpCodes.Ldind_I8);
                if (load.BigEndian) _il.Emit(OpCodes.Call, ((Func<ulong, ulong>)BinaryPrimitives.ReverseEndianness).Method);
                break;
        }

        _il.Emit(OpCodes.Conv_U8);
        if (load.Shift > 0)
        {
            Constant(load.Shift);
            _il.Emit(OpCodes.Shr_Un);
        }

        if (load.Size == load.Bytes * 8) return;
        Constant((1UL << load.Size) - 1);
        _il.Emit(OpCodes.And);
    }
}
