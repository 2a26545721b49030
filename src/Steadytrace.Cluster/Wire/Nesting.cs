using System.Runtime.Serialization;

namespace Steadytrace.Cluster.Wire;

/// <summary>Counts how deep one of Akka's own messages is being read inside another: a selection may carry a question, and that an answer; no more.</summary>
/// <remarks>Each of Akka's serializers reads what is inside by calling the next: a message made of nothing but wrappings would fill the stack and end the process.</remarks>
internal static class Nesting
{
    private const int MaxDepth = 4;

    [ThreadStatic]
    private static int _depth;

    /// <exception cref="SerializationException">It is too deep.</exception>
    public static T Within<T>(Func<T> read)
    {
        if (_depth >= MaxDepth) throw new SerializationException($"A message is refused: more than {MaxDepth} of Akka's messages in one another");
        _depth++;
        try
        {
            return read();
        }
        finally
        {
            _depth--;
        }
    }
}
