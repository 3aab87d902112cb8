// The page's words, in two languages. Elements name theirs: data-text is the content, data-label the accessible name.

const words = {
  en: {
    skip: 'Skip to the sale', pages: 'Pages', shop: 'Shop', firstSteps: 'First steps', docs: 'API',
    connecting: 'Connecting', live: 'Live', frontEnd: 'Live: a front-end, which knows its own HTTP', closed: 'Not connected; trying again',
    silent: 'Nothing comes any more; connecting anew', full: 'As many watch as may; trying again', paused: 'Paused',
    pause: 'Pause', goOn: 'Go on',
    sale: 'The sale', watch: 'Watch', campaign: 'Campaign', product: 'Product', number: 'Number', show: 'Show',
    left: 'left', gone: 'gone', inAll: 'in all', leftOfAll: 'Pieces left of all', unknown: 'There is none of this number',
    notRead: 'Not read yet',
    customers: 'Customers', pieces: 'Pieces', withinSeconds: 'Within seconds', startRush: 'Start a rush',
    rushFailed: 'The rush did not start', rushStarted: 'A rush has started: {customers} customers for {pieces} pieces',
    rushUnderWay: '{asked} of {customers} customers answered: {issued} issued, {soldOut} sold out',
    rushDone: 'Exactly {issued} of {pieces} issued, {soldOut} sold out, {other} else: {customers} customers in {seconds} s',
    drain: 'Pieces left', traffic: 'Per second', issued: 'issued', answered: 'answered', refused: 'refused',
    latency: 'Time to answer, ms', money: 'Orders', orders: 'paid/s', placed: 'placed/s', won: 'thousand won/s',
    queue: 'Waiting queues', waiting: 'waiting', inside: 'inside', admitted: 'let in/s',
    journal: 'Journal', batch: 'events a batch', batchTime: 'p95 of a batch, ms', outbox: 'Outbox', lag: 'lag, s', backlog: 'rows',
    refusals: 'Refusals', code: 'Code', perSecond: 'per second', sum: 'Sum', none: 'none',
    seats: 'Seats', schedule: 'Schedule', free: 'free', held: 'held', sold: 'sold', seatMap: 'Seats by number',
    silos: 'Silos', silo: 'Silo', grains: 'Grains', share: 'Share', received: 'KiB/s in',
    calls: 'calls of grains a second, by this process', kind: 'Kind of grain', active: 'Active',
    viewers: 'Viewers', snapshot: 'Snapshot', other: '한국어',
  },
  ko: {
    skip: '판매로 건너뛰기', pages: '페이지', shop: '상점', firstSteps: '첫걸음', docs: 'API',
    connecting: '연결 중', live: '실시간', frontEnd: '실시간: 프런트엔드가 아는 HTTP 수치', closed: '연결 끊김, 다시 시도 중',
    silent: '소식이 끊겨 다시 연결하는 중', full: '시청 인원이 가득 차 다시 시도 중', paused: '일시정지됨',
    pause: '일시정지', goOn: '계속',
    sale: '판매 현황', watch: '대상', campaign: '쿠폰 캠페인', product: '상품', number: '번호', show: '보기',
    left: '남음', gone: '소진', inAll: '전체', leftOfAll: '전체 중 남은 수량', unknown: '이 번호는 없습니다',
    notRead: '아직 읽지 못했습니다',
    customers: '고객', pieces: '수량', withinSeconds: '몇 초 동안', startRush: '선착순 시작', rushFailed: '시작하지 못했습니다',
    rushStarted: '선착순 시작: 고객 {customers}명, 수량 {pieces}개',
    rushUnderWay: '고객 {customers}명 중 {asked}명 응답: 발급 {issued}, 품절 {soldOut}',
    rushDone: '{pieces}개 중 정확히 {issued}개 발급, 품절 {soldOut}, 기타 {other}: 고객 {customers}명, {seconds}초',
    drain: '남은 수량', traffic: '초당', issued: '발급', answered: '응답', refused: '거절',
    latency: '응답 시간, ms', money: '주문', orders: '결제/초', placed: '주문/초', won: '천 원/초',
    queue: '대기열', waiting: '대기', inside: '입장', admitted: '입장/초',
    journal: '저널', batch: '배치당 이벤트', batchTime: '배치 p95, ms', outbox: '아웃박스', lag: '지연, 초', backlog: '행',
    refusals: '거절 사유', code: '코드', perSecond: '초당', sum: '합계', none: '없음',
    seats: '좌석', schedule: '회차', free: '빈 자리', held: '선점', sold: '판매', seatMap: '번호순 좌석',
    silos: '사일로', silo: '사일로', grains: '그레인', share: '비중', received: '수신 KiB/초', calls: '이 프로세스의 초당 그레인 호출', kind: '그레인 종류', active: '활성',
    viewers: '시청자', snapshot: '스냅샷', other: 'English',
  },
};

const key = 'commerce.language';
let language = remembered() ?? (navigator.language.startsWith('ko') ? 'ko' : 'en');

function remembered() {
  try {
    return words[localStorage.getItem(key)] && localStorage.getItem(key);
  } catch {
    return null; // a browser that keeps nothing
  }
}

/** A text in the page's language, with values in place of their {names}. */
export const text = (name, values = {}) =>
  words[language][name].replace(/\{(\w+)\}/g, (_, value) => typeof values[value] === 'number' ? number(values[value]) : values[value]);

/** A number as people of the language write it. */
export const number = (value, digits = 0) =>
  new Intl.NumberFormat(language, { maximumFractionDigits: Number.isInteger(value) ? 0 : digits || 2 }).format(value);

/** Writes every text of the page in its language. */
export function translate() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = text(element.dataset.text);
  for (const element of document.querySelectorAll('[data-label]')) element.ariaLabel = text(element.dataset.label);
  const button = document.getElementById('language');
  button.textContent = words[language].other;
  button.lang = language === 'ko' ? 'en' : 'ko';
}

/** Goes over to the other language. */
export function switchLanguage() {
  language = language === 'ko' ? 'en' : 'ko';
  try {
    localStorage.setItem(key, language);
  } catch {
    // It lasts as long as the page.
  }
  translate();
}
