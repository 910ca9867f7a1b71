using Microsoft.Extensions.Logging;
using MiniKube.Raft;
using MiniKube.Store.Peers;

namespace MiniKube.Peers;

/// <summary>Tells the core and the operator when a member is reached, and when it is not any more: once each.</summary>
internal sealed partial class PeerStreamEvents(MemberId to, Uri address, IPeerInbox inbox, ILogger logger)
{
    private bool? _isReached;

    public void Reached()
    {
        if (_isReached != true)
        {
            _isReached = true;
            LogReached(logger, to, address);
        }
    }

    public void Lost(Exception exception)
    {
        inbox.ReportUnreachable(to);
        if (_isReached != false)
        {
            _isReached = false;
            LogLost(logger, to, address, exception.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Reached member {Member} at {Address}")]
    private static partial void LogReached(ILogger logger, MemberId member, Uri address);

    [LoggerMessage(2, LogLevel.Warning, "Member {Member} cannot be reached at {Address}, trying on: {Reason}")]
    private static partial void LogLost(ILogger logger, MemberId member, Uri address, string reason);
}
