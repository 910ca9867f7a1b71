using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>Objects that many tests need.</summary>
internal static class ApiClusterObjects
{
    extension(ApiCluster cluster)
    {
        public Task<JsonObject> CreatePodAsync(string name, string node = "", string labels = "{}") => cluster.CreateAsync(
            "/api/v1/namespaces/default/pods",
            $$$"""{"metadata":{"name":"{{{name}}}","labels":{{{labels}}}},"spec":{"nodeName":"{{{node}}}","containers":[{"name":"c","image":"busybox"}]}}""");

        public Task<JsonObject> CreateDeploymentAsync(string name, int replicas = 1) => cluster.CreateAsync(
            "/apis/apps/v1/namespaces/default/deployments",
            $$$$"""
            {"metadata":{"name":"{{{{name}}}}","labels":{"app":"{{{{name}}}}"}},"spec":{"replicas":{{{{replicas}}}},
             "selector":{"matchLabels":{"app":"{{{{name}}}}"}},
             "template":{"metadata":{"labels":{"app":"{{{{name}}}}"}},"spec":{"containers":[{"name":"c","image":"busybox"}] } } } }
            """);
    }
}
