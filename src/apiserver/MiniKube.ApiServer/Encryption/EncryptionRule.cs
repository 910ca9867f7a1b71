using System.Collections.Immutable;

namespace MiniKube.ApiServer.Encryption;

/// <summary>How some resources are kept.</summary>
/// <param name="Resources"><c>secrets</c>, <c>deployments.apps</c>, <c>*.apps</c>, <c>*.</c> or <c>*.*</c>.</param>
/// <param name="Providers">The first writes, all read.</param>
internal sealed record EncryptionRule(ImmutableArray<string> Resources, ImmutableArray<EncryptionProvider> Providers);
