using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Cluster.Watching;

/// <summary>To the watch of this node: what changed? Answered by <see cref="LiveGiven"/> or <see cref="LiveRefused"/>.</summary>
/// <param name="After">The version of the last answer; 0: everything.</param>
/// <param name="Host">Only this host; null: all.</param>
/// <param name="Wait">How long to wait for a change.</param>
public sealed record LiveWanted(long After, string? Host, TimeSpan Wait) : INoSerializationVerificationNeeded;

/// <summary>What changed.</summary>
public sealed record LiveGiven(LiveView View) : INoSerializationVerificationNeeded;

/// <summary>Too many ask at once.</summary>
public sealed record LiveRefused(string Reason) : INoSerializationVerificationNeeded;

/// <summary>Time to answer those who wait.</summary>
public sealed record AnswerDue : INoSerializationVerificationNeeded, IDeadLetterSuppression;

/// <summary>Time to tell the tracers that somebody still looks, or that nobody does.</summary>
public sealed record RenewalDue : INoSerializationVerificationNeeded, IDeadLetterSuppression;
