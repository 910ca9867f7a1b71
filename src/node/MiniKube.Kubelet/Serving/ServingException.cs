namespace MiniKube.Kubelet.Serving;

/// <summary>A request that cannot be answered, with the status and the words for it.</summary>
#pragma warning disable CA1032, RCS1194 // There is no refusal without its status.
internal sealed class ServingException(int statusCode, string message) : Exception(message)
#pragma warning restore CA1032, RCS1194
{
    public int StatusCode { get; } = statusCode;
}
