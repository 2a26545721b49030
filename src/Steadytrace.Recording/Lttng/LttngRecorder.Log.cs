using Microsoft.Extensions.Logging;

namespace Steadytrace.Recording.Lttng;

public sealed partial class LttngRecorder
{
    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Session {Session} records the {Domain} domain")]
        public static partial void Started(ILogger logger, string session, LttngDomain domain);

        [LoggerMessage(2, LogLevel.Information, "Session {Session} goes on where an earlier process left it")]
        public static partial void Adopted(ILogger logger, string session);

        [LoggerMessage(3, LogLevel.Warning, "Session {Session} of a dead run is destroyed")]
        public static partial void LeftoverDestroyed(ILogger logger, string session);

        [LoggerMessage(4, LogLevel.Warning, "Session {Session}: {Reason}; events lost before the stream's next chunk will not be seen")]
        public static partial void TailUnknown(ILogger logger, string session, string reason);

        [LoggerMessage(5, LogLevel.Warning, "Session {Session} is gone or stopped; the packets that it left are kept in its open chunk")]
        public static partial void Gone(ILogger logger, string session);

        [LoggerMessage(6, LogLevel.Warning, "Session {Session}: could not be taken away after a failed start: {Reason}")]
        public static partial void CleanUpFailed(ILogger logger, string session, string reason);

        [LoggerMessage(7, LogLevel.Warning, "Session {Session} is destroyed without what it still held")]
        public static partial void Abandoned(ILogger logger, string session);
    }
}
