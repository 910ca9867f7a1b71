using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiteOperator;

// SiteOperator [--kubeconfig <file>] [--listen https://127.0.0.1:9443] [--image mkube.dev/web:1]
var settings = new ConfigurationBuilder().AddCommandLine(args).Build();
var listen = new Uri(settings["listen"] ?? "https://127.0.0.1:9443");
var config = settings["kubeconfig"] is { } file
    ? KubernetesClientConfiguration.BuildConfigFromConfigFile(file)
    : KubernetesClientConfiguration.BuildDefaultConfig();
using var client = new Kubernetes(config);
using var sites = new GenericClient(client, Site.Group, Site.Version, Site.Plural, disposeClient: false);
using var certificate = WebhookCertificate.Make(listen.Host, TimeProvider.System.GetUtcNow());

var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseUrls(listen.AbsoluteUri);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate));
builder.Services.AddRoutingCore();
builder.Services.AddSingleton(TimeProvider.System).AddSingleton(client).AddSingleton(sites);
builder.Services.AddSingleton(services => new SiteReconciler(client, sites, settings["image"] ?? "mkube.dev/web:1", TimeProvider.System));
builder.Services.AddHostedService<SiteController>();
builder.Logging.AddSimpleConsole(console => console.SingleLine = true).AddFilter("Microsoft", LogLevel.Warning);

await using var application = builder.Build();
application.UseRouting();
application.MapPost("/convert", (RequestDelegate)ConversionEndpoint.HandleAsync);
await application.StartAsync();
await WebhookRegistration.PublishAsync(client, certificate, application.Lifetime.ApplicationStopping);
Console.WriteLine($"site-operator serves at {listen}");
await application.WaitForShutdownAsync();
