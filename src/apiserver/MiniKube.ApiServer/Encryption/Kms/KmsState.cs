using MiniKube.ApiServer.Encryption.Kms.Protocol;

namespace MiniKube.ApiServer.Encryption.Kms;

/// <summary>What values are encrypted by now.</summary>
/// <param name="Envelope">All of a value but its ciphertext: the seed as the plug-in has encrypted it, and by which of its keys.</param>
/// <param name="Seed">The seed at work.</param>
/// <param name="Until">Nothing is encrypted after this unless the plug-in has said again that its key is still the one.</param>
internal sealed record KmsState(EncryptedObject Envelope, SeedCipher Seed, DateTimeOffset Until);
