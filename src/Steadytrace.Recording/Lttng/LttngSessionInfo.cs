using System.Xml.Linq;

namespace Steadytrace.Recording.Lttng;

/// <summary>A session as the session daemon lists it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Its output folder.</param>
/// <param name="Active">True while it records.</param>
internal sealed record LttngSessionInfo(string Name, string Path, bool Active)
{
    /// <summary>The sessions in the answer of <c>lttng --mi xml list</c>.</summary>
    public static IReadOnlyList<LttngSessionInfo> ReadAll(XElement answer) =>
        [.. answer.All("session").Select(session => new LttngSessionInfo(session.Child("name") ?? "", session.Child("path") ?? "", session.Child("enabled") == "true"))];
}
