namespace MiniKube.Kubelet.Actuation;

/// <summary>What a pod answered to a request.</summary>
internal sealed record PodNetworkReply(int StatusCode, string Body)
{
    public bool IsSuccess => StatusCode is >= 200 and < 400;
}
