using Akka.Actor;
using Akka.Event;

namespace Steadytrace.Cluster.Parts;

/// <summary>What a <see cref="Part"/> may ask of whatever runs it: an actor, or a simulation.</summary>
public interface IPartContext
{
    /// <summary>The part itself, as others address it.</summary>
    IActorRef Self { get; }

    /// <summary>Who sent the message that is being handled.</summary>
    IActorRef Sender { get; }

    /// <summary>Who made the part.</summary>
    IActorRef Parent { get; }

    /// <summary>Whoever lives at an actor's place when a message comes there: the actor itself, or the one that was made anew after it died, in another process too.</summary>
    ICanTell AtPlaceOf(IActorRef actor);

    ILoggingAdapter Log { get; }

    /// <summary>Sends a message to the part itself once. The same type of message asked for before, and not yet sent, is replaced.</summary>
    void After(TimeSpan delay, object message);

    /// <summary>Sends a message to the part itself again and again.</summary>
    void Every(TimeSpan period, object message, TimeSpan? first = null);

    /// <summary>Sends what comes of a call to the part itself; its failure as <see cref="Status.Failure"/>.</summary>
    void Tell(Task<object> coming);

    /// <summary>Makes a call beside the part, which goes on meanwhile, and sends what comes of it to the part itself; its failure as <see cref="Status.Failure"/>.</summary>
    /// <returns>The call.</returns>
    Task Perform(Func<Task<object>> call);

    /// <summary>Ends the part: it handles no further message.</summary>
    void Stop();
}
