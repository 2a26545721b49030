using System.Xml.Linq;

namespace Steadytrace.Recording.Lttng;

/// <summary>How answers of <c>lttng --mi xml</c> are read: by the elements' names alone, wherever they stand.</summary>
/// <remarks>
/// Releases 2.11 to 2.15 answer by schemas 3.0, 4.0, 4.1 and 4.2, which add elements and move none that is read here. So what is unknown is
/// passed over, the namespace is not looked at, and what is missing has its default.
/// </remarks>
internal static class LttngAnswer
{
    /// <summary>All elements of a name.</summary>
    public static IEnumerable<XElement> All(this XElement answer, string name) => answer.Descendants().Where(element => element.Name.LocalName == name);

    /// <summary>The text of an element's own child; null when there is none.</summary>
    public static string? Child(this XElement element, string name) => element.Elements().FirstOrDefault(child => child.Name.LocalName == name)?.Value;

    /// <summary>In which state a rotation ended: <c>COMPLETED</c> when all is well; null when the answer does not tell.</summary>
    public static string? RotationState(XElement answer) => answer.All("state").FirstOrDefault()?.Value;
}
