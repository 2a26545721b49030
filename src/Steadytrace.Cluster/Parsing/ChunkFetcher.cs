using System.Net;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Trust;
using Steadytrace.Metrics.Trust;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Parsing;

/// <summary>Brings the bytes of a chunk to a worker: from this machine's own spool where it is the very same, else over HTTP from its tracer.</summary>
/// <param name="options">The pool's.</param>
/// <param name="clusterToken">The cluster's credential.</param>
/// <param name="authority">Who signs the certificates of the fleet's nodes; null: the fleet has no TLS.</param>
public sealed class ChunkFetcher(PoolOptions options, ClusterCredential clusterToken, Authority? authority) : IDisposable
{
    // Straight to the tracer, and nowhere else: the request carries the cluster's credential.
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = 16, PooledConnectionLifetime = TimeSpan.FromMinutes(5), UseProxy = false, AllowAutoRedirect = false, UseCookies = false,
        SslOptions = { CertificateChainPolicy = authority?.Policy(PeerPurpose.Server) },
    })
    {
        Timeout = options.FetchTimeout,
        DefaultRequestHeaders = { Authorization = clusterToken.Header },
    };

    /// <summary>A folder with the chunk's files, for as long as the result is not disposed.</summary>
    /// <exception cref="ChunkUnavailableException">Its tracer cannot be reached, refuses, or has the chunk no longer.</exception>
    public FetchedChunk Fetch(ChunkOffer offer, CancellationToken cancellation) =>
        !IsOnThisMachine(offer) || !IsReadable(offer) ? Fill(offer, cancellation, Download)
        // A chunk that has waited long is compressed; its files are unpacked one by one, in the worker's own folder.
        : Directory.Exists(PackedChunk.FolderOf(offer.DataPath)) && !Directory.Exists(offer.DataPath) ? Fill(offer, cancellation, Unpack)
        : new FetchedChunk(offer.DataPath, isTemporary: false);

    public void Dispose() => _http.Dispose();

    /// <summary>The data folder is <c>spool/recorder/run/number/data</c>: the spool's own name stands four folders above.</summary>
    private static bool IsOnThisMachine(ChunkOffer offer)
    {
        var spool = Path.GetFullPath(Path.Combine(offer.DataPath, "..", "..", "..", ".."));
        try
        {
            return SpoolLock.IdOf(spool) == offer.SpoolId && SpoolLock.IsOfThisMachine(spool);
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>A pool of another user sees root's spool but cannot read it, which is no fault of the chunk.</summary>
    private static bool IsReadable(ChunkOffer offer)
    {
        try
        {
            foreach (var path in offer.Files.Select(file => Path.Combine(offer.DataPath, file.Path)).Where(File.Exists)) File.OpenHandle(path).Dispose();
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private FetchedChunk Fill(ChunkOffer offer, CancellationToken cancellation, Action<ChunkOffer, ChunkFile, string, CancellationToken> bring)
    {
        if (offer.Bytes > options.MaxFetchBytes)
            throw new ChunkUnavailableException($"chunk {offer.Id} has {offer.Bytes} bytes, more than parser.max-fetch-bytes ({options.MaxFetchBytes})");

        // A pool that has ended makes no folder any more: nobody would remove it.
        cancellation.ThrowIfCancellationRequested();
        var folder = Path.Combine(options.WorkDirectory, Guid.NewGuid().ToString("N"));
        var fetched = new FetchedChunk(folder, isTemporary: true);
        try
        {
            Directory.CreateDirectory(folder);
            // What a kernel did is nobody else's business.
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            foreach (var file in offer.Files) bring(offer, file, TargetOf(offer, file, folder), cancellation);
            return fetched;
        }
        catch (Exception e) when (e is HttpRequestException or ZstdSharp.ZstdException or IOException or OperationCanceledException or UnauthorizedAccessException)
        {
            fetched.Dispose();
            cancellation.ThrowIfCancellationRequested();
            throw new ChunkUnavailableException($"chunk {offer.Id} cannot be fetched from {offer.Address}: {e.GetBaseException().Message}", e);
        }
        catch
        {
            // Whatever it was, the half-filled folder must not stay.
            fetched.Dispose();
            throw;
        }
    }

    private static string TargetOf(ChunkOffer offer, ChunkFile file, string folder)
    {
        var target = Path.GetFullPath(Path.Combine(folder, file.Path));
        if (!target.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new ChunkUnavailableException($"chunk {offer.Id} names a file outside its folder: {file.Path}");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        return target;
    }

    private void Unpack(ChunkOffer offer, ChunkFile file, string target, CancellationToken cancellation)
    {
        using var from = PackedChunk.TryOpen(offer.DataPath, file.Path) ?? throw new ChunkUnavailableException($"chunk {offer.Id} has no {file.Path} any more: it was decided meanwhile") { IsGone = true };
        try
        {
            Copy(offer, file, target, $"the compressed {file.Path}", from, cancellation);
        }
        catch (Exception e) when (e is ZstdSharp.ZstdException or ChunkUnavailableException)
        {
            // On this very disk: no other worker finds more, and it is a failed try like any file that cannot be read.
            throw new InvalidDataException($"the compressed {file.Path} is damaged: {e.Message}", e);
        }
    }

    private void Download(ChunkOffer offer, ChunkFile file, string target, CancellationToken cancellation)
    {
        var path = string.Join('/', file.Path.Split('/').Select(Uri.EscapeDataString));
        var address = new Uri(new Uri(offer.Address), $"chunks/{offer.Id.Source.Recorder}/{offer.Id.Run}/{offer.Id.Number}/{path}");
        // An address without TLS would get the credential in the clear.
        if (authority is not null && address.Scheme != Uri.UriSchemeHttps) throw new ChunkUnavailableException($"chunk {offer.Id}: {address} is without TLS, which the fleet has");
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var response = _http.Send(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!response.IsSuccessStatusCode)
            throw new ChunkUnavailableException($"{address}: {(int)response.StatusCode} {response.ReasonPhrase}") { IsGone = response.StatusCode == HttpStatusCode.NotFound };

        using var from = response.Content.ReadAsStream(cancellation);
        Copy(offer, file, target, address.ToString(), from, cancellation);
    }

    private void Copy(ChunkOffer offer, ChunkFile file, string target, string origin, Stream from, CancellationToken cancellation)
    {
        // A tracer that falls silent in the middle must not keep the worker: each read has its own time.
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var to = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        var buffer = new byte[256 * 1024];
        long total = 0;
        while (true)
        {
            stall.CancelAfter(options.FetchTimeout);
            // Waits on the worker's own thread, never on one of the shared pool: only the asynchronous read can be cancelled.
            var read = from.ReadAsync(buffer, stall.Token).AsTask().GetAwaiter().GetResult();
            if (read == 0) break;
            total += read;
            if (total > file.Bytes) break;
            to.Write(buffer, 0, read);
        }

        if (total != file.Bytes) throw new ChunkUnavailableException($"chunk {offer.Id}: {origin}: {file.Bytes} bytes were promised, {total} came");
    }
}
