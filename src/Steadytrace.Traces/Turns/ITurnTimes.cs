namespace Steadytrace.Traces.Turns;

/// <summary>Takes what turns last. Times are nanoseconds since 1970, shifted as asked.</summary>
internal interface ITurnTimes
{
    /// <summary>A process ran in [from, until), or not at all where that is empty or goes back.</summary>
    void Add(string process, long from, long until);

    /// <summary>Nobody knows who ran in [from, until), since events were lost.</summary>
    void Lose(long from, long until);
}
