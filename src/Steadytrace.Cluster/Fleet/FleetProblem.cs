namespace Steadytrace.Cluster.Fleet;

/// <summary>Why a node refused a request or could not answer it; RFC 9457's shape.</summary>
/// <param name="Title">One line for a person.</param>
/// <param name="Status">The HTTP status.</param>
public sealed record FleetProblem(string Title, int Status)
{
    /// <summary>The body's media type.</summary>
    public const string MediaType = "application/problem+json";
}
