# The one tool, gangexit, on .NET's runtime with ASP.NET Core (it serves metrics and probes with Kestrel). Nothing here needs BuildKit.
#   docker build -t gangexit .
#   docker run --rm -v "$PWD/samples:/samples:ro" gangexit report /samples/power8-smt4.perf.data
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0

FROM ${SDK_IMAGE} AS build
WORKDIR /src
# First only what decides which packages are needed: they are restored anew when that changes, not with every line of code.
COPY Directory.Build.props Directory.Packages.props global.json ./
COPY schemas/GangExitStream.Events/*.csproj schemas/GangExitStream.Events/
COPY schemas/GangExitStream.Schemas/*.csproj schemas/GangExitStream.Schemas/
COPY schemas/GangExitStream.Registry/*.csproj schemas/GangExitStream.Registry/
COPY kafka/GangExitStream.Kafka/*.csproj kafka/GangExitStream.Kafka/
COPY producer/GangExitStream.Producer/*.csproj producer/GangExitStream.Producer/
COPY producer/GangExitStream.Traces/*.csproj producer/GangExitStream.Traces/
COPY processor/GangExitStream.Detection/*.csproj processor/GangExitStream.Detection/
COPY processor/GangExitStream.Processor.Kafka/*.csproj processor/GangExitStream.Processor.Kafka/
COPY processor/GangExitStream.Processor/*.csproj processor/GangExitStream.Processor/
COPY pages/GangExitStream.Pages/*.csproj pages/GangExitStream.Pages/
COPY pages/GangExitStream.Pages/build pages/GangExitStream.Pages/build
COPY report/GangExitStream.Reporting/*.csproj report/GangExitStream.Reporting/
COPY subscriber/GangExitStream.Subscriber/*.csproj subscriber/GangExitStream.Subscriber/
COPY dashboard/GangExitStream.Dashboard/*.csproj dashboard/GangExitStream.Dashboard/
COPY demo/GangExitStream.Demo/*.csproj demo/GangExitStream.Demo/
COPY simulate/GangExitStream.Simulation/*.csproj simulate/GangExitStream.Simulation/
COPY cli/*.csproj cli/
# _IsPublishing: with what `publish` needs beyond a build, the ahead-of-time compiler for this machine.
RUN dotnet restore cli -p:_IsPublishing=true -p:PublishAot=false
COPY . .
# Analyzers are for those who change the code.
RUN dotnet publish cli -c Release --no-restore -p:RunAnalyzers=false -p:PublishAot=false -o /out

FROM ${RUNTIME_IMAGE}
COPY --from=build /out /opt/gangexit
ENV PATH=/opt/gangexit:$PATH
# The images' user without rights. By number, so that an orchestrator can tell that it isn't root.
USER 1654
WORKDIR /tmp
ENTRYPOINT ["/opt/gangexit/gangexit"]
CMD ["--help"]
