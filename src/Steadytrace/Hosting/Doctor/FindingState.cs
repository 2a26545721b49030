namespace Steadytrace.Hosting.Doctor;

/// <summary>How a finding is to be taken.</summary>
internal enum FindingState
{
    /// <summary>As it should be.</summary>
    Well,

    /// <summary>Tracing works without it; a person may want to know.</summary>
    Note,

    /// <summary>What is asked for does not work until it is mended.</summary>
    Lack,
}
