using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Encryption;

/// <summary>A value cannot be made or read for want of its key: an internal error that says so and no more.</summary>
internal static class EncryptionFault
{
    public static ApiException Of(string message, Exception? inner = null) => new(StatusErrors.InternalError(message).Status, inner);
}
