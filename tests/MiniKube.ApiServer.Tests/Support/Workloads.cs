namespace MiniKube.ApiServer.Tests.Support;

/// <summary>Bodies that several tests send.</summary>
internal static class Workloads
{
    /// <summary>A Deployment named <c>web</c> with two replicas.</summary>
    public const string Deployment =
        """
        {"metadata":{"name":"web","labels":{"app":"web"},"annotations":{"note":"é<&>"}},
         "spec":{"replicas":2,"selector":{"matchLabels":{"app":"web"}},
          "template":{"metadata":{"labels":{"app":"web"}},
           "spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80}],
             "resources":{"limits":{"cpu":"1500m","memory":"1Gi"}},
             "livenessProbe":{"httpGet":{"path":"/","port":"http"}},
             "env":[{"name":"A","value":""}]}],
            "volumes":[{"name":"v","emptyDir":{}},{"name":"s","secret":{"secretName":"s","defaultMode":256}}]}}}}
        """;
}
