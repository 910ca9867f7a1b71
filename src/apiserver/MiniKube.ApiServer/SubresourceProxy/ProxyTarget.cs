namespace MiniKube.ApiServer.SubresourceProxy;

/// <summary>Where a proxied request goes.</summary>
/// <param name="Client">Sends it; stays its maker's.</param>
/// <param name="Origin">Scheme, host and port.</param>
internal sealed record ProxyTarget(HttpMessageInvoker Client, Uri Origin);
