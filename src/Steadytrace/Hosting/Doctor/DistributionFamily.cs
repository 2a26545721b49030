namespace Steadytrace.Hosting.Doctor;

/// <summary>Distributions that install things alike.</summary>
internal enum DistributionFamily
{
    Unknown,
    Debian,
    Fedora,
    Suse,
}
