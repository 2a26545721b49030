using Xunit;

namespace Steadytrace.Testing;

/// <summary>A test that mounts a file system: skipped for users who may not.</summary>
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess) Skip = "mounting needs root";
    }
}
