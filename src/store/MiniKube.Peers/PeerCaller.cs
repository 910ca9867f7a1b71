using Microsoft.Extensions.Logging;
using MiniKube.Store;
using MiniKube.Store.Peers;

namespace MiniKube.Peers;

/// <summary>Who calls other members, and with what.</summary>
/// <param name="Self">This member.</param>
/// <param name="Address">Where it is reached.</param>
/// <param name="Inbox">Told when a member cannot be reached.</param>
/// <param name="Certificates">Its own, and whom it trusts.</param>
/// <param name="Logger">Told who is reached.</param>
/// <param name="Time">The clock.</param>
internal sealed record PeerCaller(
    StoreIdentity Self, Uri Address, IPeerInbox Inbox, PeerCertificates Certificates, ILogger Logger, TimeProvider Time);
