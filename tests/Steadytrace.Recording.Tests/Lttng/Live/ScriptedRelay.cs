using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Steadytrace.Recording.Lttng.Live;

namespace Steadytrace.Recording.Tests.Lttng.Live;

/// <summary>A relay daemon that answers viewers by a script: well, with the traces it was given, unless a test says otherwise.</summary>
internal sealed class ScriptedRelay : IAsyncDisposable
{
    /// <summary>An answer that never comes.</summary>
    public static readonly byte[] Silence = [];

    public const string Host = "scripted", Session = "session";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<LiveCommand, Func<byte[], byte[]?>> _answers = [];
    private readonly Task _serving;

    /// <param name="traces">Each is a session of its own, all of one name.</param>
    public ScriptedRelay(params ServedTrace[] traces)
    {
        Traces = traces;
        _answers[LiveCommand.Connect] = _ => Bytes(7UL, 2u, Minor, 1u);
        _answers[LiveCommand.CreateSession] = _ => Bytes(1u);
        _answers[LiveCommand.ListSessions] = _ => [.. Bytes((uint)Traces.Length), .. Traces.SelectMany(SessionBytes)];
        _answers[LiveCommand.AttachSession] = body => Announce(body, 1);
        _answers[LiveCommand.GetNewStreams] = body => Announce(body, TraceOf(U64(body)).IsOver ? 4u : 1u);
        _answers[LiveCommand.GetMetadata] = body => MetadataBytes(Traces.Single(trace => trace.MetadataStream == U64(body)));
        _answers[LiveCommand.GetNextIndex] = body => StreamOf(body).NextIndex();
        _answers[LiveCommand.GetPacket] = body => StreamOf(body).Packet(U64(body, 8), BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(16)));
        _answers[LiveCommand.DetachSession] = _ => Bytes(1u);
        _listener.Start();
        _serving = ServeAsync();
    }

    public ServedTrace[] Traces { get; }

    /// <summary>The smaller half of the version that it speaks.</summary>
    public uint Minor { get; set; } = 13;

    /// <summary>Milliseconds between two bytes; 0: all at once.</summary>
    public int SlownessMilliseconds { get; set; }

    /// <summary>Commands that came, in their order.</summary>
    public List<LiveCommand> Asked { get; } = [];

    public LttngLiveAddress Address => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port, Host, Session);

    /// <summary>Answers a command in another way: null closes the connection.</summary>
    public ScriptedRelay On(LiveCommand command, Func<byte[], byte[]?> answer)
    {
        _answers[command] = answer;
        return this;
    }

    /// <summary>Answers a command in another way, with what it would have answered at hand.</summary>
    public ScriptedRelay Change(LiveCommand command, Func<byte[], byte[]?> change)
    {
        var well = _answers[command];
        _answers[command] = body => change(well(body)!);
        return this;
    }

    /// <summary>Numbers as the protocol has them.</summary>
    public static byte[] Bytes(params object[] numbers)
    {
        var question = new LiveQuestion();
        foreach (var number in numbers)
        {
            if (number is ulong large) question.Add(large);
            else question.Add((uint)number);
        }

        return question.ToArray();
    }

    /// <summary>A text and zero bytes behind it.</summary>
    public static byte[] Text(string text, int bytes)
    {
        var all = new byte[bytes];
        Encoding.UTF8.GetBytes(text, all);
        return all;
    }

    /// <summary>How a stream is announced.</summary>
    public static byte[] StreamBytes(ulong id, ulong trace, bool isMetadata, string name = "channel_0") =>
        [.. Bytes(id, trace, isMetadata ? 1u : 0u), .. Text("ust/uid/0/64-bit", 4096), .. Text(name, 255)];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _serving;
        _end.Dispose();
    }

    private byte[] SessionBytes(ServedTrace trace) => Minor < 15
        ? [.. Bytes(trace.Id, 1_000_000u, 0u, (uint)trace.Streams.Count), .. Text(Host, 64), .. Text(Session, 255)]
        : [.. Bytes(trace.Id, 1_000_000u, 0u, (uint)trace.Streams.Count, (uint)Host.Length, (uint)Session.Length, 0u), .. Text(Host, Host.Length), .. Text(Session, Session.Length)];

    private byte[] Announce(byte[] body, uint status)
    {
        var trace = TraceOf(U64(body));
        var streams = trace.Announce();
        return [.. Bytes(status, (uint)streams.Count), .. streams.SelectMany(bytes => bytes)];
    }

    private static byte[] MetadataBytes(ServedTrace trace)
    {
        var piece = trace.NextMetadata();
        return [.. Bytes((ulong)piece.Length, piece.Length > 0 ? 1u : 2u), .. piece];
    }

    private ServedTrace TraceOf(ulong session) => Traces.Single(trace => trace.Id == session);

    private ServedStream StreamOf(byte[] body) => Traces.SelectMany(trace => trace.Streams).Single(stream => stream.Id == U64(body));

    private static ulong U64(byte[] bytes, int at = 0) => BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(at));

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var viewer = await _listener.AcceptTcpClientAsync(_end.Token);
                await ServeAsync(viewer.GetStream());
            }
        }
        catch (Exception e) when (e is OperationCanceledException || _end.IsCancellationRequested)
        {
            // The test is over.
        }
        catch (IOException)
        {
            // The viewer went away in the middle of an answer.
        }
    }

    private byte[]? Answer(LiveCommand command, byte[] body)
    {
        try
        {
            return _answers[command](body);
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or InvalidOperationException or OverflowException)
        {
            // It was asked for what it does not have, since a test damaged what it said.
            return null;
        }
    }

    private async Task ServeAsync(NetworkStream viewer)
    {
        var header = new byte[16];
        while (await viewer.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, _end.Token) == header.Length)
        {
            var body = new byte[U64(header)];
            await viewer.ReadExactlyAsync(body, _end.Token);
            var command = (LiveCommand)BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(8));
            lock (Asked) Asked.Add(command);
            if (Answer(command, body) is not { } answer) return;
            for (var sent = 0; sent < answer.Length;)
            {
                var piece = SlownessMilliseconds > 0 ? 1 : answer.Length - sent;
                await viewer.WriteAsync(answer.AsMemory(sent, piece), _end.Token);
                if (SlownessMilliseconds > 0) await Task.Delay(SlownessMilliseconds, _end.Token);
                sent += piece;
            }
        }
    }
}
