"""Invented sentences in languages other than English, some lines of news in each; free for any use (CC0)."""

SENTENCES = {
    "af": (
        "Die hawe se raad het Dinsdag gesê dat niemand hom van die krake in die tweede "
        "pilaar vertel het nie, en dat die pad oor die brug vir vragmotors gesluit bly "
        "totdat die ingenieurs dit self gaan kyk het."
    ),
    "ar": (
        "قال مجلس الميناء يوم الثلاثاء إن أحدا لم يخبره بالشقوق في الدعامة الثانية، وإن "
        "الطريق فوق الجسر سيبقى مغلقا أمام الشاحنات حتى ينزل المهندسون لمعاينتها عن قرب "
        "في الأسبوع المقبل."
    ),
    "ca": (
        "La junta del port va dir dimarts que ningú no li havia parlat de les esquerdes "
        "del segon pilar i que la carretera del pont continuarà tancada als camions fins "
        "que els enginyers hi baixin a mirar-les."
    ),
    "cs": (
        "Správa přístavu v úterý uvedla, že jí nikdo neřekl o trhlinách ve druhém pilíři "
        "a že silnice přes most zůstane pro nákladní auta zavřená, dokud si je inženýři "
        "neprohlédnou zblízka."
    ),
    "cy": (
        "Dywedodd bwrdd yr harbwr ddydd Mawrth nad oedd neb wedi dweud wrtho am y craciau "
        "yn yr ail biler, ac y bydd y ffordd dros y bont ar gau i lorïau nes bod y "
        "peirianwyr wedi mynd i lawr i'w gweld."
    ),
    "da": (
        "Havnens bestyrelse sagde tirsdag, at ingen havde fortalt den om revnerne i den "
        "anden bropille, og at vejen over broen forbliver lukket for lastbiler, indtil "
        "ingeniørerne har været nede at se på dem."
    ),
    "de": (
        "Der Hafenrat erklärte am Dienstag, niemand habe ihm von den Rissen im zweiten "
        "Pfeiler berichtet, und die Straße über die Brücke bleibe für Lastwagen gesperrt, "
        "bis Fachleute sie sich angesehen hätten."
    ),
    "el": (
        "Το συμβούλιο του λιμανιού είπε την Τρίτη ότι κανείς δεν του είχε μιλήσει για τις "
        "ρωγμές στον δεύτερο πυλώνα και ότι ο δρόμος θα μείνει κλειστός για φορτηγά μέχρι "
        "να κατέβουν οι μηχανικοί να τις δουν."
    ),
    "es": (
        "La junta del puerto dijo el martes que nadie le había hablado de las grietas del "
        "segundo pilar y que la carretera del puente seguiría cerrada a los camiones "
        "hasta que los ingenieros bajaran a verlas."
    ),
    "fi": (
        "Sataman johtokunta kertoi tiistaina, ettei kukaan ollut puhunut sille toisen "
        "pilarin halkeamista, ja että sillan tie pysyy suljettuna kuorma-autoilta, kunnes "
        "insinöörit ovat käyneet katsomassa niitä."
    ),
    "fr": (
        "Le conseil du port a déclaré mardi que personne ne lui avait parlé des fissures "
        "de la deuxième pile, et que la route du pont resterait fermée aux camions "
        "jusqu'à ce que les ingénieurs soient venus les voir."
    ),
    "he": (
        "מועצת הנמל אמרה ביום שלישי שאיש לא סיפר לה על הסדקים בעמוד השני, ושהכביש שעל "
        "הגשר יישאר סגור למשאיות עד שהמהנדסים ירדו לבדוק אותם מקרוב בשבוע הבא."
    ),
    "hi": (
        "बंदरगाह परिषद ने मंगलवार को कहा कि किसी ने उसे दूसरे खंभे की दरारों के बारे में "
        "नहीं बताया था, और पुल की सड़क ट्रकों के लिए तब तक बंद रहेगी जब तक इंजीनियर नीचे "
        "जाकर उन्हें देख नहीं लेते।"
    ),
    "hu": (
        "A kikötő tanácsa kedden közölte, hogy senki sem szólt neki a második pillér "
        "repedéseiről, és hogy a híd útja zárva marad a teherautók előtt, amíg a mérnökök "
        "le nem mennek megnézni őket."
    ),
    "it": (
        "Il consiglio del porto ha detto martedì che nessuno gli aveva parlato delle "
        "crepe nel secondo pilone e che la strada sul ponte resterà chiusa ai camion "
        "finché gli ingegneri non saranno scesi a vederle."
    ),
    "ja": (
        "港湾評議会は火曜日、二番目の橋脚のひび割れについて誰からも知らされていなかったと"
        "述べ、技術者が下りて調べるまで橋の道路はトラックの通行止めを続けると発表した。市"
        "長はこれについて何も語らなかった。住民の一人は、衝突の音を聞く前に揺れを感じたと"
        "話した。港の水先人は、三月に手紙で警告したと主張している。"
    ),
    "ko": (
        "항만 이사회는 화요일 두 번째 교각의 균열에 대해 아무도 알려 주지 않았"
        "으며 기술자들이 내려가 살펴볼 때까지 다리 위 도로는 화물차에 계속 폐쇄"
        "될 것이라고 밝혔다. 시장은 이에 대해 아무 말도 하지 않았다. 한 주민"
        "은 소리를 듣기 전에 흔들림을 느꼈다고 말했다. 도선사는 삼월에 편지로 "
        "경고했다고 주장했다."
    ),
    "nl": (
        "De havenraad zei dinsdag dat niemand iets had verteld over de scheuren in de "
        "tweede pijler, en dat de weg over de brug voor vrachtwagens dicht blijft totdat "
        "de ingenieurs beneden zijn gaan kijken."
    ),
    "no": (
        "Havnestyret sa tirsdag at ingen hadde fortalt det om sprekkene i den andre "
        "pilaren, og at veien over broen forblir stengt for lastebiler til ingeniørene "
        "har vært nede og sett på dem."
    ),
    "pl": (
        "Zarząd portu oświadczył we wtorek, że nikt nie powiedział mu o pęknięciach "
        "drugiego filaru i że droga pozostanie zamknięta dla ciężarówek, dopóki "
        "inżynierowie nie zejdą ich obejrzeć."
    ),
    "pt": (
        "O conselho do porto disse na terça-feira que ninguém lhe tinha falado das fendas "
        "no segundo pilar e que a estrada da ponte ficará fechada aos camiões até que os "
        "engenheiros desçam para as ver."
    ),
    "ro": (
        "Consiliul portului a spus marți că nimeni nu îi vorbise despre crăpăturile din "
        "al doilea pilon și că drumul de pe pod va rămâne închis pentru camioane până "
        "când inginerii vor coborî să le vadă."
    ),
    "ru": (
        "Правление порта заявило во вторник, что никто не сообщал ему о трещинах во "
        "второй опоре и что дорога останется закрытой для грузовиков, пока инженеры не "
        "спустятся и не осмотрят их."
    ),
    "sv": (
        "Hamnstyrelsen sade i tisdags att ingen hade berättat om sprickorna i den andra "
        "pelaren, och att vägen över bron förblir stängd för lastbilar tills ingenjörerna "
        "har varit nere och tittat på dem."
    ),
    "sw": (
        "Bodi ya bandari ilisema Jumanne kwamba hakuna mtu aliyeiambia kuhusu nyufa "
        "katika nguzo ya pili, na kwamba barabara ya daraja itabaki imefungwa kwa malori "
        "hadi wahandisi washuke kuziangalia."
    ),
    "tr": (
        "Liman kurulu salı günü, ikinci ayaktaki çatlaklardan kendisine kimsenin söz "
        "etmediğini ve mühendisler inip bakana kadar köprü yolunun kamyonlara kapalı "
        "kalacağını söyledi."
    ),
    "uk": (
        "Правління порту заявило у вівторок, що ніхто не повідомляв йому про тріщини у "
        "другій опорі і що дорога залишиться закритою для вантажівок, доки інженери не "
        "спустяться й не оглянуть їх."
    ),
    "vi": (
        "Hội đồng cảng nói hôm thứ Ba rằng không ai cho họ biết về các vết nứt ở trụ thứ "
        "hai, và con đường trên cầu sẽ tiếp tục đóng với xe tải cho đến khi các kỹ sư "
        "xuống xem tận nơi."
    ),
    "zh": (
        "港务局星期二表示，没有人告诉他们第二座桥墩出现裂缝，在工程师下去检查之前，桥上的"
        "道路将继续对卡车关闭。市长对此没有发表意见。一位居民说，他在听到声音之前就感到了"
        "震动。引水员坚称，他在三月就写信发出过警告，但没有收到任何答复。议会将在下个月讨"
        "论这份报告，并决定是否修复这座桥。"
    ),
}
