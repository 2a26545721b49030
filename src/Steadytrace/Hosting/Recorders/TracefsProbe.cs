using Steadytrace.Recording;
using Steadytrace.Recording.Tracefs;

namespace Steadytrace.Hosting.Recorders;

/// <summary>Whether this machine's kernel can be recorded through tracefs.</summary>
internal static class TracefsProbe
{
    /// <summary>Null when it can; else one line that says why not. What had to be mounted to find out is unmounted again.</summary>
    public static string? WhyNot(TracefsOptions options)
    {
        try
        {
            using var mount = TracefsMount.Ensure(options.Root);
            return null;
        }
        catch (RecorderException exception)
        {
            return exception.Message;
        }
    }
}
