namespace Steadytrace.Recording.Tests.Rotation;

/// <summary>How long the tests of rotation at scale are: short among the others, as long as wanted by an environment variable.</summary>
internal static class RotationScale
{
    /// <summary>Its name; a number of rotations, 300 and more for what is promised.</summary>
    public const string Variable = "STEADYTRACE_TEST_ROTATIONS";

    /// <summary>Events a second that the tests aim at.</summary>
    public const int EventsPerSecond = 500_000;

    private const int Short = 40;

    public static int Rotations { get; } = int.TryParse(Environment.GetEnvironmentVariable(Variable), out var wanted) ? wanted : Short;
}
