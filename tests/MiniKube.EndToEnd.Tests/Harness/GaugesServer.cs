using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace MiniKube.EndToEnd.Tests.Harness;

/// <summary>
/// An API server of somebody else, with TLS: <c>gauges.example.com/v1</c>, whose only gauge is named after whoever asks. It describes itself in the form of Swagger
/// 2.0 only, as many do.
/// </summary>
internal sealed class GaugesServer : IAsyncDisposable
{
    private const string Kind = """{"group":"gauges.example.com","kind":"Gauge","version":"v1"}""";

    private const string Resources = """
        {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"gauges.example.com/v1","resources":[
         {"name":"gauges","singularName":"gauge","namespaced":true,"kind":"Gauge","verbs":["get","list"],"shortNames":["ga"]}]}
        """;

    private const string Description = $$$"""
        {"swagger":"2.0","info":{"title":"gauges","version":"1"},
         "paths":{"/apis/gauges.example.com/v1/namespaces/{namespace}/gauges":{"get":{"operationId":"listGauges","produces":["application/json"],"x-kubernetes-action":"list",
          "x-kubernetes-group-version-kind":{{{Kind}}},"responses":{"200":{"description":"OK","schema":{"$ref":"#/definitions/com.example.gauges.v1.Gauge"} } } } } },
         "definitions":{
          "com.example.gauges.v1.Gauge":{"type":"object","description":"Gauge shows a level.","x-kubernetes-group-version-kind":[{{{Kind}}}],
           "properties":{"metadata":{"$ref":"#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"},"level":{"type":"integer","description":"Level is what it shows."} } },
          "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta":{"type":"object","properties":{"name":{"type":"string"} } } } }
        """;

    private readonly WebApplication _application;

    private GaugesServer(WebApplication application, string authorityPem) => (_application, AuthorityPem) = (application, authorityPem);

    /// <summary>What vouches for it under the name <c>gauges.default.svc</c>.</summary>
    public string AuthorityPem { get; }

    public int Port => new Uri(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public static async Task<GaugesServer> StartAsync(CancellationToken cancellationToken)
    {
        var certificate = MakeCertificate();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.AllowAnyClientCertificate();
        })));
        var application = builder.Build();
        application.Run(AnswerAsync);
        await application.StartAsync(cancellationToken);
        return new GaugesServer(application, certificate.ExportCertificatePem());
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        var document = context.Request.Path.Value switch
        {
            "/apis/gauges.example.com/v1" => Resources,
            "/openapi/v2" => Description,
            "/apis/gauges.example.com/v1/namespaces/default/gauges" => $$$"""
                {"kind":"GaugeList","apiVersion":"gauges.example.com/v1","metadata":{},"items":[
                 {"kind":"Gauge","apiVersion":"gauges.example.com/v1","metadata":{"name":"{{{context.Request.Headers["X-Remote-User"]}}}","namespace":"default"},"level":7}]}
                """,
            _ => null,
        };
        context.Response.StatusCode = document is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        return context.Response.WriteAsync(document ?? "{}", context.RequestAborted);
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=gauges", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("gauges.default.svc");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now - TimeSpan.FromMinutes(5), now + TimeSpan.FromDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
