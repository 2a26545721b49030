using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ftrace;

/// <summary>What is taken out of the counts while the chunk still grows.</summary>
internal sealed partial class CpuCounts
{
    private readonly Dictionary<int, string> _settled = [];

    /// <summary>Events of threads without a name.</summary>
    public long Waiting => _unnamed.Where(one => one.Column != Unnamed.Ran).Sum(one => one.Count);

    /// <summary>Takes out what is counted so far; what threads did that this CPU has not named yet stays.</summary>
    /// <param name="room">Takes back what the tally took of it.</param>
    public Tally Take(TallyRoom room)
    {
        Flush();
        var waiting = 0;
        for (var at = 0; at < _unnamed.Count; at++)
        {
            var one = _unnamed[at];
            if (!_firstNames.TryGetValue(one.Pid, out var name))
            {
                _unnamed[waiting++] = one;
                continue;
            }

            Settle(one, name.ToString());
            _settled.TryAdd(one.Pid, name.ToString());
        }

        _threadRoom.GiveBack(_unnamed.Count - waiting);
        _unnamed.RemoveRange(waiting, _unnamed.Count - waiting);
        var taken = _tally;
        _tally = new Tally(room);
        room.GiveBack(taken);
        return taken;
    }

    /// <summary>False when a thread was named by this CPU in <see cref="Take"/> that the whole chunk names otherwise: two CPUs knew it first under different names.</summary>
    /// <param name="names">As for <see cref="Finish"/>.</param>
    public bool Agrees(IReadOnlyDictionary<int, ThreadName> names) => _settled.All(one => names.TryGetValue(one.Key, out var name) && name.ToString() == one.Value);
}
