namespace Steadytrace.Simulation;

/// <summary>Time and chance of one run: everything that happens does so in one thread, in an order that the seed alone decides.</summary>
internal sealed class World(int seed, RunLog log)
{
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _due = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _order;

    /// <summary>When the run begins: a multiple of every interval.</summary>
    public static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_700_000_100);

    public Random Chance { get; } = new(seed);

    public RunLog Log { get; } = log;

    /// <summary>Since the begin of the run.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>The part that handles a message just now.</summary>
    public PartCell? Current { get; set; }

    /// <summary>What was found wrong on the way.</summary>
    public List<string> Wrongs { get; } = [];

    /// <summary>What happened so far.</summary>
    public long Steps { get; private set; }

    public void After(TimeSpan delay, Action action)
    {
        // A step from another thread would make the seed's word worth nothing.
        if (Environment.CurrentManagedThreadId != _thread) Environment.FailFast("a step came from another thread", new InvalidOperationException(Environment.StackTrace));
        _due.Enqueue(action, (Now + delay, _order++));
    }

    /// <summary>Lets time go on up to a moment.</summary>
    public void RunUntil(TimeSpan end)
    {
        while (_due.TryPeek(out _, out var next) && next.At <= end)
        {
            Now = next.At;
            Steps++;
            _due.Dequeue()();
        }

        Now = end;
    }

    /// <summary>True once in so many.</summary>
    public bool OneIn(int many) => Chance.Next(many) == 0;

    public TimeSpan Between(double fromSeconds, double toSeconds) => TimeSpan.FromSeconds(fromSeconds + (Chance.NextDouble() * (toSeconds - fromSeconds)));

    public T Pick<T>(IReadOnlyList<T> of) => of[Chance.Next(of.Count)];
}
