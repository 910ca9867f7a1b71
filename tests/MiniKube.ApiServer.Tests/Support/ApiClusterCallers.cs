using System.Text;
using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>Requests as anybody.</summary>
internal static class ApiClusterCallers
{
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    extension(ApiCluster cluster)
    {
        public async Task<ApiAnswer> AsAsync(
            UserInfo user, string method, string path, string? body = null, string contentType = "application/json", params (string Name, string Value)[] headers)
        {
            using var http = new HttpClient(cluster.Host.CreateInProcessHandler(user)) { BaseAddress = new Uri("https://in-process") };
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            foreach (var (name, value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            if (body is not null)
            {
                request.Content = new StringContent(body, Encoding.UTF8);
                request.Content.Headers.Remove("Content-Type");
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            }

            using var response = await http.SendAsync(request, Token);
            return new ApiAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token), []);
        }

        public Task CreateClusterRoleAsync(string name, string rules) => cluster.CreateAsync(
            $"{Rbac}/clusterroles", $$"""{"metadata":{"name":"{{name}}"},"rules":{{rules}}}""");

        /// <summary>Binds a cluster role to a user, in a namespace or, when that is empty, everywhere.</summary>
        public Task BindAsync(string user, string role, string ns = "") => cluster.CreateAsync(
            ns.Length == 0 ? $"{Rbac}/clusterrolebindings" : $"{Rbac}/namespaces/{ns}/rolebindings",
            $$"""
            {"metadata":{"generateName":"b-"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"{{role}}"},
             "subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"{{user}}"}]}
            """);
    }
}
