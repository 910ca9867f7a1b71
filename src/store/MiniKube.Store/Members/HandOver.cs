using Microsoft.Extensions.Logging;
using MiniKube.Raft;

namespace MiniKube.Store.Members;

/// <summary>Gives leadership away before a stop, so that the others need not find out first that their leader is gone.</summary>
internal sealed partial class HandOver(MemberHost host, ReplicationOptions? replication, TimeProvider time, ILogger logger)
{
    /// <summary>Lets another member lead, if this one does and has others; returns when another leads, or when that takes as long as an election would.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (replication is null || !host.IsLeading || host.IsAlone || host.Failure is not null)
        {
            return;
        }

        // This member stays until there is another leader: of two that are left, each is needed to elect it.
        var request = new TransferRequest(MemberId.None);
        await host.ProposeAsync(request, cancellationToken);
        try
        {
            var leader = await request.WaitAsync(cancellationToken).WaitAsync(replication.Tick * replication.ElectionTicks, time, cancellationToken);
            if (leader != host.Identity.Member)
            {
                LogHandedOver(logger, leader);
                return;
            }
        }
        catch (TimeoutException)
        {
        }

        LogNotHandedOver(logger);
    }

    [LoggerMessage(2, LogLevel.Information, "Handed leadership over to member {Member}")]
    private static partial void LogHandedOver(ILogger logger, MemberId member);

    [LoggerMessage(3, LogLevel.Warning, "No other member has taken over leadership in time; the others will notice that this one is gone, and elect one")]
    private static partial void LogNotHandedOver(ILogger logger);
}
