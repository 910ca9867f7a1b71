namespace MiniKube.Benchmarks.Stores;

/// <summary>How one member is started.</summary>
internal sealed record StoreMemberSettings(
    string Name, string Directory, string ClientUrl, string PeerUrl, string AllPeers, bool HasPeers, PeerCertificates Certificates);
