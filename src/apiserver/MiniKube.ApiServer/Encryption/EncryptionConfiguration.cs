using System.Collections.Immutable;

namespace MiniKube.ApiServer.Encryption;

/// <summary>What an <c>EncryptionConfiguration</c> says.</summary>
/// <param name="Rules">In order; the first that fits a resource is its.</param>
internal sealed record EncryptionConfiguration(ImmutableArray<EncryptionRule> Rules);
