using System.Net.Sockets;

namespace Steadytrace.Recording.Lttng.Live;

/// <summary>A connection to a relay daemon: questions, and answers within a time limit.</summary>
/// <remarks>Not safe for use by several threads at once. After any exception but those of <c>read</c> itself the connection is of no more use.</remarks>
internal sealed class LiveConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly LiveAnswer _answer;
    private readonly TimeSpan _answerTimeout;

    private LiveConnection(Socket socket, string relay, TimeSpan answerTimeout) =>
        (_socket, _answer, Relay, _answerTimeout) = (socket, new LiveAnswer(socket), relay, answerTimeout);

    /// <summary>The relay daemon, for people.</summary>
    public string Relay { get; }

    /// <summary>False while an answer is awaited, and for ever once one did not come whole.</summary>
    public bool IsUsable { get; private set; } = true;

    /// <summary>Connects.</summary>
    /// <exception cref="LttngLiveException">Nobody listens there, or not within the time.</exception>
    public static async Task<LiveConnection> OpenAsync(LttngLiveAddress address, LttngLiveOptions options, CancellationToken cancellation)
    {
        var relay = (address with { TracedHost = "", Session = "" }).ToString();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.ConnectTimeoutMilliseconds);
        try
        {
            await socket.ConnectAsync(address.RelayHost, address.Port, limit.Token);
            return new LiveConnection(socket, relay, TimeSpan.FromMilliseconds(options.AnswerTimeoutMilliseconds));
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            cancellation.ThrowIfCancellationRequested();
            var reason = error is SocketException refused ? refused.Message : $"no connection within {options.ConnectTimeoutMilliseconds} ms";
            throw new LttngLiveException($"{relay}: {reason}: no relay daemon (lttng-relayd) can be reached at port {address.Port} of {address.RelayHost}", error);
        }
    }

    /// <summary>Asks, and reads the answer.</summary>
    /// <param name="question">Whole commands.</param>
    /// <param name="read">Reads all of the answer.</param>
    /// <param name="cancellation">Ends waiting.</param>
    /// <exception cref="LttngLiveException">The connection broke, the answer took too long, or there was one before the question.</exception>
    public async Task<T> AskAsync<T>(ReadOnlyMemory<byte> question, Func<LiveAnswer, Task<T>> read, CancellationToken cancellation)
    {
        if (!IsUsable) throw new LttngLiveException($"{Relay}: the connection broke before");
        if (_answer.Left > 0) throw new LttngLiveException($"{Relay}: it sent {_answer.Left} bytes that nobody asked for: no relay daemon (lttng-relayd) of version 2.4 or newer");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_answerTimeout);
        IsUsable = false;
        try
        {
            for (var sent = 0; sent < question.Length;) sent += await _socket.SendAsync(question[sent..], SocketFlags.None, limit.Token);
            _answer.Limit = limit.Token;
            var answer = await read(_answer);
            IsUsable = true;
            return answer;
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new LttngLiveException($"{Relay}: no whole answer within {_answerTimeout.TotalMilliseconds} ms", late);
        }
        catch (EndOfStreamException end)
        {
            throw new LttngLiveException($"{Relay}: the relay daemon closed the connection", end);
        }
        catch (SocketException broken)
        {
            throw new LttngLiveException($"{Relay}: the connection broke: {broken.Message}", broken);
        }
    }

    public void Dispose() => _socket.Dispose();
}
