namespace MiniKube.ApiServer.KubeletProxy;

/// <summary>How to send requests to a kubelet.</summary>
/// <param name="Client">Sends them; stays its connector's.</param>
/// <param name="Origin">Scheme, host and port.</param>
public sealed record KubeletConnection(HttpMessageInvoker Client, Uri Origin);
