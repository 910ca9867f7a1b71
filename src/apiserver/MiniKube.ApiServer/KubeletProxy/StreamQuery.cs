using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace MiniKube.ApiServer.KubeletProxy;

/// <summary>Puts what is asked of exec, attach and port-forward in the kubelet's words.</summary>
internal static class StreamQuery
{
    // The API's name of each stream, its default, and the kubelet's name.
    private static readonly (string Asked, string Kubelet)[] Streams =
        [("stdin", "input"), ("stdout", "output"), ("stderr", "error"), ("tty", "tty")];

    public static QueryString For(PodRequest request)
    {
        var query = new QueryBuilder();
        if (request.Info.Subresource == "portforward")
        {
            query.Add("port", request.Query["ports"].OfType<string>().SelectMany(ports => ports.Split(',')));
            return query.ToQueryString();
        }

        foreach (var (asked, kubelet) in Streams)
        {
            if (request.IsSet(asked))
            {
                query.Add(kubelet, "1");
            }
        }

        query.Add("command", request.Query["command"].OfType<string>());
        return query.ToQueryString();
    }
}
