using Akka.Actor;

namespace Steadytrace.Simulation;

/// <summary>Between processes: messages are late, overtake each other, come twice or not at all, as the faults of the run say.</summary>
internal sealed class Network(World world)
{
    private readonly HashSet<(string, string)> _cut = [];
    private readonly Dictionary<string, PartRef> _places = [];

    /// <summary>Of a hundred messages so many are lost.</summary>
    public int LossPercent { get; set; }

    /// <summary>Of a hundred messages so many come twice.</summary>
    public int RepeatPercent { get; set; }

    /// <summary>The longest way.</summary>
    public double MaxDelaySeconds { get; set; } = 0.02;

    /// <summary>Sees each message on its way to another process.</summary>
    public Action<SimulatedProcess, object>? Sending { get; set; }

    /// <summary>It lives at its path now; who did before is dead, or dies.</summary>
    public void Place(PartRef actor) => _places[actor.Path.ToString()] = actor;

    /// <summary>Whoever lives at an actor's path.</summary>
    public PartRef AtPlaceOf(IActorRef actor) => _places[actor.Path.ToString()];

    public void Cut(string one, string other)
    {
        _cut.Add((one, other));
        _cut.Add((other, one));
    }

    public void Heal() => _cut.Clear();

    public bool IsCut(string one, string other) => _cut.Contains((one, other));

    public void Send(PartRef to, object message, IActorRef? sender)
    {
        // What a part says without naming itself comes from it, as among actors.
        sender ??= world.Current?.Self ?? ActorRefs.Nobody;
        var from = world.Current?.Process ?? (sender as PartRef)?.Process ?? to.Process;
        from.Step();
        var leaves = world.Current?.HeldUp ?? TimeSpan.Zero;
        if (from == to.Process)
        {
            to.Process.After(leaves, () => to.Receive(message, sender));
            return;
        }

        Sending?.Invoke(from, message);
        Travel(from, to, message, sender, leaves);
        if (world.Chance.Next(100) < RepeatPercent) Travel(from, to, message, sender, leaves);
    }

    private void Travel(SimulatedProcess from, PartRef to, object message, IActorRef sender, TimeSpan leaves)
    {
        if (IsCut(from.Name, to.Process.Name) || world.Chance.Next(100) < LossPercent)
        {
            if (world.Log.IsRead) world.Log.Write(world.Now, from.Name, $"-> {to.Process.Name}/{to.Path.Name}: {message.GetType().Name} is lost");
            return;
        }

        if (world.Log.IsRead) world.Log.Write(world.Now, from.Name, $"-> {to.Process.Name}/{to.Path.Name}: {Told.Of(message)}");
        world.After(leaves + world.Between(0.001, MaxDelaySeconds), () => to.Process.Do(() => to.Receive(message, sender)));
    }
}
