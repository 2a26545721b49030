using Steadytrace.Traces.Generated;

namespace Steadytrace.Fuzz.Kinds;

/// <summary>A kind of input to damage.</summary>
internal interface IKind
{
    /// <summary>Makes a sound input in the folder, to be damaged many times.</summary>
    void Begin(ulong seed);

    /// <summary>Damages one file of it and judges.</summary>
    /// <returns>True when something of it could be read.</returns>
    bool Try(Chance chance);
}
